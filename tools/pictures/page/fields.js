// Data frames with the settings of a panel: what Grafana's server part does before a panel draws.
import { FieldType, getDisplayProcessor, getFieldDisplayName } from '@grafana/data';

/** Frames of series, or the one frame of a table. */
export function framesOf(panel, theme) {
  const frames = panel.type === 'table' ? [tableOf(panel)] : panel.answers.flatMap((answer) => answer.series.map((each) => seriesOf(each, panel)));
  let index = 0;
  for (const frame of frames) {
    for (const field of frame.fields) {
      if (field.type === FieldType.number && panel.type !== 'table') {
        field.state = { seriesIndex: index++ };
      }
      field.config = configOf(panel, field, frame, frames);
      field.display = getDisplayProcessor({ field, theme });
    }
  }
  return frames;
}

/** Where a point is missing, the line ends. */
function withGaps(points, step) {
  return points.flatMap((point, index) => {
    const late = index > 0 && point[0] - points[index - 1][0] > step;
    return late ? [[points[index - 1][0] + step, null], point] : [point];
  });
}

function seriesOf(series, panel) {
  const points = withGaps(series.points, panel.step * 1000);
  return {
    length: points.length,
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        config: { interval: panel.step * 1000 },
        values: points.map(([time]) => time),
      },
      {
        name: 'Value',
        type: FieldType.number,
        labels: series.labels,
        config: { displayNameFromDS: series.name },
        values: points.map(([, value]) => value),
      },
    ],
  };
}

/** Rows of all queries that have the same labels become one row, and its columns are put in their order. */
function tableOf(panel) {
  const rows = [];
  const valueName = (answer) => (panel.answers.length > 1 ? `Value #${answer.refId}` : 'Value');
  for (const answer of panel.answers) {
    for (const { labels, points } of answer.series) {
      const cells = { ...labels, [valueName(answer)]: points[0][1] };
      const same = rows.filter((row) => Object.keys(cells).every((key) => !(key in row) || row[key] === cells[key]) && Object.keys(labels).some((key) => key in row));
      if (same.length) {
        same.forEach((row) => Object.assign(row, cells));
      } else {
        rows.push(cells);
      }
    }
  }
  const organized = panel.transformations.find((each) => each.id === 'organize').options;
  const shown = Object.entries(organized.indexByName).sort((one, other) => one[1] - other[1]);
  const fields = shown.map(([name]) => ({
    name: organized.renameByName[name] ?? name,
    type: name.startsWith('Value') ? FieldType.number : FieldType.string,
    config: {},
    values: rows.map((row) => row[name] ?? null),
  }));
  const used = rows.length ? fields.filter((field) => field.values.some((value) => value !== null)) : [];
  return { length: rows.length, fields: used };
}

function configOf(panel, field, frame, frames) {
  const { defaults, overrides } = panel.fieldConfig;
  const config = { ...structuredClone(defaults), ...field.config };
  if (field.type === FieldType.time) {
    return field.config;
  }
  if (config.displayName) {
    config.displayName = config.displayName.replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label) => field.labels?.[label] ?? '').trim();
  }
  field.config = config;
  const name = getFieldDisplayName(field, frame, frames);
  for (const { matcher, properties } of overrides) {
    const { id, options } = matcher;
    const meant = id === 'byName' ? options === name : new RegExp(options.replace(/^\/|\/$/g, '')).test(name);
    if (meant) {
      properties.forEach((property) => set(config, property.id.split('.'), property.value));
    }
  }
  delete config.links;
  return config;
}

function set(object, [first, ...others], value) {
  if (others.length) {
    object[first] ??= {};
    set(object[first], others, value);
  } else {
    object[first] = value;
  }
}

/** The newest value of each series, with its name, as it is displayed. */
export function newest(frames) {
  return frames.map((frame) => {
    const field = frame.fields[1];
    const last = field.values.findLast((value) => value !== null);
    const shown = field.display(last ?? null);
    return { frame, field, value: { ...shown, title: getFieldDisplayName(field, frame, frames) } };
  });
}
