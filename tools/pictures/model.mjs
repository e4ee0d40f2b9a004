// What a dashboard shows: its variables, the answers to its queries, and where each panel is.

const SCRAPE_INTERVAL = 15;
const STEPS = [15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Asks Prometheus as Grafana's data source does, and returns what the page draws. */
export async function load(dashboard, settings) {
  const ask = (path, parameters) => request(settings.prometheus, path, parameters);
  const variables = await resolve(dashboard.templating.list, settings, ask);
  const panels = [];
  for (const panel of visible(dashboard.panels, settings.rows)) {
    panels.push(panel.type === 'row' ? panel : await answered(panel, variables, settings, ask));
  }
  return {
    title: dashboard.title,
    variables: variables.filter((each) => each.label),
    start: settings.start,
    end: settings.end,
    panels,
    marks: await marks(dashboard.annotations.list, variables, settings, ask),
  };
}

async function request(prometheus, path, parameters) {
  const response = await fetch(`${prometheus}/api/v1/${path}`, {
    method: path.startsWith('label') ? 'GET' : 'POST',
    ...(path.startsWith('label') ? {} : { body: new URLSearchParams(parameters) }),
  });
  const answer = await response.json();
  if (answer.status !== 'success') {
    throw new Error(answer.error);
  }
  return answer.data;
}

/** Rows with these titles are opened, and no others are shown; without titles, as the dashboard has them. */
function visible(panels, titles) {
  const shown = [];
  let inRow = true;
  let top = 0;
  let moved = 0;
  for (const panel of panels) {
    if (panel.type !== 'row') {
      if (inRow) {
        shown.push(at(panel, panel.gridPos.y - moved));
      }
      continue;
    }
    inRow = !titles || titles.includes(panel.title) || titles.includes('all');
    const nested = inRow && titles ? panel.panels : [];
    top = Math.max(0, ...shown.map((each) => each.gridPos.y + each.gridPos.h));
    if (!inRow) {
      continue;
    }
    moved = panel.gridPos.y - top;
    shown.push({ ...at(panel, top), collapsed: panel.panels.length > 0 && nested.length === 0 });
    nested.forEach((each) => shown.push(at(each, each.gridPos.y - moved)));
  }
  return shown;
}

const at = (panel, y) => ({ ...panel, gridPos: { ...panel.gridPos, y } });

async function resolve(list, settings, ask) {
  const variables = [];
  for (const { name, label, type, multi, query, allValue } of list) {
    if (type !== 'query') {
      continue;
    }
    const [, selector, of] = /^label_values\((.*), (\w+)\)$/s.exec(query.query);
    const matching = new URLSearchParams({
      'match[]': fill(selector, variables),
      start: String(settings.start),
      end: String(settings.end),
    });
    const offered = await ask(`label/${of}/values?${matching}`);
    const chosen = settings.chosen[name];
    const value = chosen ?? (multi ? allValue : offered[0]);
    variables.push({ name, label, value: value ?? '', text: chosen ?? (multi ? 'All' : value) });
  }
  return variables;
}

function fill(text, variables) {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare, braced) => {
    const found = variables.find((each) => each.name === (bare ?? braced));
    return found ? found.value : whole;
  });
}

/** The step of a query, from the pixels that there are for its points. */
function stepOf(settings, pixels) {
  const least = Math.max(SCRAPE_INTERVAL, (settings.end - settings.start) / pixels);
  return STEPS.find((step) => step >= least) ?? STEPS.at(-1);
}

function times(settings, step) {
  return [
    { name: '__interval', value: `${step}s` },
    { name: '__rate_interval', value: `${Math.max(step + SCRAPE_INTERVAL, 4 * SCRAPE_INTERVAL)}s` },
    { name: '__range', value: `${Math.round(settings.end - settings.start)}s` },
  ];
}

async function answered(panel, variables, settings, ask) {
  const step = stepOf(settings, (settings.width * panel.gridPos.w) / 24);
  const all = [...variables, ...times(settings, step)];
  try {
    const answers = [];
    for (const target of panel.targets) {
      const query = fill(target.expr, all);
      const { result } = target.instant
        ? await ask('query', { query, time: String(settings.end) })
        : await ask('query_range', { query, step: String(step), ...aligned(settings, step) });
      answers.push({
        refId: target.refId,
        table: target.format === 'table',
        series: result.map(({ metric, value, values }) => ({
          name: named(target.legendFormat, metric),
          labels: metric,
          points: (values ?? [value]).map(([time, text]) => [time * 1000, number(text)]),
        })),
      });
    }
    return { ...panel, step, answers };
  } catch (error) {
    return { ...panel, step, answers: [], error: error.message };
  }
}

const aligned = ({ start, end }, step) => ({
  start: String(Math.floor(start / step) * step),
  end: String(Math.floor(end / step) * step),
});

/** JSON has no infinity, and its text is what Grafana has in mind, too. */
const number = (text) => (text === 'NaN' ? null : text.endsWith('Inf') ? null : Number(text));

const named = (legend, labels) => legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? '').trim();

/** Where annotations are drawn: each start of something, or the times that a query tells. */
async function marks(annotations, variables, settings, ask) {
  const found = [];
  for (const annotation of annotations) {
    const step = stepOf(settings, settings.width);
    const query = fill(annotation.expr, [...variables, ...times(settings, step)]);
    const { result } = await ask('query_range', { query, step: String(step), ...aligned(settings, step) });
    for (const { metric, values } of result) {
      let last = -Infinity;
      for (const [time, text] of values) {
        const told = annotation.useValueForTime ? Number(text) / 1000 : time;
        if (told > last + 2 * step && told >= settings.start) {
          found.push({ time: told, colour: annotation.iconColor, title: named(annotation.titleFormat, metric) });
        }
        last = told;
      }
    }
  }
  return found;
}
