// Inspects the status page in a browser. Each function returns sentences about what is wrong.
window.inspection = (() => {
  // WCAG 2.1, AA: 1.4.3 for texts, 1.4.11 for everything else.
  const TEXT = 4.5;
  const LARGE_TEXT = 3;
  const GRAPHICS = 3;

  const PAGES = /^(\.\/|\?refresh=10|metrics|-\/healthy|#cluster-\d+|https:\/\/github\.com\/redisclusterexporter\/redis-cluster-exporter(\/[a-z0-9/._-]*)?)$/;
  const ELEMENTS = new Set(('html head meta title style body header main section nav footer h1 h2 h3 h4 p div span strong bdi'
    + ' ul ol li a code pre figure figcaption table thead tbody tr th td details summary svg defs pattern rect').split(' '));
  const ATTRIBUTES = new Set(('lang dir charset name content http-equiv class id href scope colspan tabindex role open'
    + ' aria-label aria-labelledby aria-hidden viewBox preserveAspectRatio patternUnits x width height fill').split(' '));

  const named = element => {
    const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${text}`;
  };

  const isShown = element => element.getClientRects().length > 0
    && element.checkVisibility({ visibilityProperty: true });

  const channels = css => {
    const numbers = /^rgba?\(([^)]*)\)$/.exec(css)?.[1].split(/[\s,/]+/).map(Number);
    if (!numbers) {
      throw new Error('unknown colour: ' + css);
    }
    return numbers.length === 4 ? numbers : [...numbers, 1];
  };

  const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3]));

  /** The colour behind an element, with all that shines through. */
  const ground = element => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== 'none' || style.opacity !== '1') {
        throw new Error('the colour behind cannot be computed: ' + named(each));
      }
      layers.push(channels(style.backgroundColor));
      if (layers.at(-1)[3] === 1) {
        break;
      }
    }
    return layers.reverse().reduce((bottom, top) => over(top, bottom), [255, 255, 255]);
  };

  const luminance = colour => {
    const [r, g, b] = colour.map(channel => {
      const share = channel / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const textContrast = () => {
    const faults = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !isShown(element)) {
        continue;
      }
      const style = getComputedStyle(element);
      const behind = ground(element);
      const found = contrast(over(channels(style.color), behind), behind);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (found < (isLarge ? LARGE_TEXT : TEXT)) {
        faults.push(`contrast ${found.toFixed(2)}: ${named(element)}`);
      }
    }
    return faults;
  };

  const width = wanted => {
    const found = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (found <= wanted) {
      return [];
    }
    const wide = [...document.body.querySelectorAll('*')]
      .filter(element => element.getBoundingClientRect().right > wanted + 0.5)
      .filter(element => !element.closest('.wide, pre'));
    return [`the page is ${found} pixels wide, not ${wanted}: ${wide.slice(0, 3).map(named).join('; ')}`];
  };

  /** A table that a reader of this width has to scroll, or words that are cut off. */
  const cut = () => [...document.body.querySelectorAll('*')]
    .filter(element => isShown(element) && element.scrollWidth > element.clientWidth + 1)
    .filter(element => ['hidden', 'clip'].includes(getComputedStyle(element).overflowX))
    .map(element => 'cut off: ' + named(element));

  /** Slots that are not served, or served twice, are seen however few they are. */
  const marks = () => [...document.querySelectorAll('svg.slots rect.dead, svg.slots rect[fill]')]
    .map(mark => mark.getBoundingClientRect().width)
    .filter(found => found < 1.5)
    .map(found => `a mark in the bar of slots is ${found.toFixed(1)} pixels wide`);

  const looks = wanted => [...textContrast(), ...width(wanted), ...cut(), ...marks()];

  /** As it is shown now, and with everything unfolded. */
  const look = wanted => {
    const faults = looks(wanted);
    const folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach(each => each.setAttribute('open', ''));
    faults.push(...looks(wanted).map(fault => 'unfolded: ' + fault));
    folded.forEach(each => each.removeAttribute('open'));
    return [...new Set(faults)];
  };

  /** The page has only what the exporter writes: no text has become an element or an attribute. */
  const injected = () => {
    const faults = [];
    for (const element of document.querySelectorAll('*')) {
      if (!ELEMENTS.has(element.localName)) {
        faults.push('an element that the page does not use: ' + named(element));
      }
      for (const { name, value } of element.attributes) {
        if (!ATTRIBUTES.has(name)) {
          faults.push(`an attribute that the page does not use: ${name} in ${named(element)}`);
        }
        if (name === 'href' && !PAGES.test(value)) {
          faults.push('a link that the page does not use: ' + value);
        }
        if (name === 'fill' && !/^url\(#[a-z0-9-]+\)$/.test(value)) {
          faults.push('a colour that the page does not use: ' + value);
        }
      }
    }
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    if (new Set(ids).size < ids.length) {
      faults.push('an id is used twice: ' + ids.join(' '));
    }
    return faults;
  };

  const reached = [];
  const focused = event => {
    const element = event.target;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const found = contrast(channels(style.outlineColor).slice(0, 3), ground(element.parentElement));
    reached.push({
      element,
      isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && found >= GRAPHICS,
      isInSight: box.bottom > 0 && box.top < innerHeight,
    });
  };

  const interactive = () => [...document.querySelectorAll('a[href], summary, [tabindex], button, input, select, textarea')]
    .filter(isShown);

  return {
    look,
    injected,

    /** Returns how often the key Tab has to be pressed. */
    watchFocus() {
      document.addEventListener('focusin', focused);
      return interactive().length;
    },

    focus() {
      const expected = interactive();
      const faults = reached
        .filter(each => !each.isMarked || !each.isInSight)
        .map(each => `focus is not ${each.isMarked ? 'in sight' : 'marked'}: ${named(each.element)}`);
      if (expected.some((element, i) => reached[i]?.element !== element)) {
        faults.push(`the key Tab reaches ${reached.length} of ${expected.length} elements, or in another order: `
          + reached.map(each => named(each.element)).join('; '));
      }
      return faults;
    },

    /** How far down the first such element ends. */
    bottomOf: selector => document.querySelector(selector).getBoundingClientRect().bottom + scrollY,
  };
})();
