// How each kind of panel draws.
import { formattedValueToString } from '@grafana/data';
import { BarGauge, BigValue, TimeSeries } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { Heat } from './heat.jsx';
import { States } from './states.jsx';
import { newest } from './fields.js';

export function Kind(props) {
  const { panel, frames, theme, width, height } = props;
  const nothing = !frames.length || !frames[0].fields.length;
  if (nothing && panel.type !== 'stat' && panel.type !== 'gauge') {
    return <Nothing panel={panel} theme={theme} width={width} height={height} />;
  }
  switch (panel.type) {
    case 'stat':
      return <Stats {...props} />;
    case 'gauge':
      return <Dial {...props} />;
    case 'bargauge':
      return <Bars {...props} />;
    case 'timeseries':
      return <Lines {...props} />;
    case 'state-timeline':
      return <States {...props} />;
    case 'heatmap':
      return <Heat {...props} />;
    case 'table':
      return <TableNG data={frames[0]} width={width} height={height} cellHeight="sm" initialSortBy={panel.options.sortBy} fieldConfig={panel.fieldConfig} structureRev={1} getActions={() => []} />;
    default:
      throw new Error('no way to draw ' + panel.type);
  }
}

function Nothing({ panel, theme, width, height }) {
  const style = { width, height, display: 'flex', alignItems: 'center', justifyContent: 'center', color: theme.colors.text.secondary, fontSize: 14 };
  return <div style={style}>{panel.error ? 'error' : (panel.fieldConfig.defaults.noValue ?? 'No data')}</div>;
}

/** What a panel of single values shows when no series is there. */
function missing(panel, theme) {
  const { noValue, thresholds } = panel.fieldConfig.defaults;
  const color = theme.visualization.getColorByName(thresholds.steps[0].color);
  return [{ value: { text: noValue ?? 'No data', numeric: NaN, color } }];
}

function Stats({ panel, frames, theme, width, height }) {
  const all = frames.length ? newest(frames) : missing(panel, theme);
  const named = panel.options.textMode === 'name';
  const wide = width / all.length > 90;
  const itsWidth = wide ? (width - 4 * (all.length - 1)) / all.length : width;
  const itsHeight = wide ? height : (height - 4 * (all.length - 1)) / all.length;
  return (
    <div style={{ display: 'flex', flexDirection: wide ? 'row' : 'column', gap: 4 }}>
      {all.map(({ frame, value }, index) => (
        <BigValue
          key={index}
          width={itsWidth}
          height={itsHeight}
          theme={theme}
          count={all.length}
          value={{ ...value, title: all.length > 1 ? value.title : undefined, ...(named && frame ? { text: value.title, prefix: '', suffix: '' } : {}) }}
          colorMode={panel.options.colorMode}
          graphMode={panel.options.graphMode}
          justifyMode="auto"
          textMode="auto"
          sparkline={panel.options.graphMode === 'area' && frame ? sparkOf(frame) : undefined}
        />
      ))}
    </div>
  );
}

function sparkOf(frame) {
  const [x, y] = frame.fields;
  const there = y.values.filter((value) => value !== null);
  const range = { min: Math.min(...there), max: Math.max(...there), delta: 0 };
  return { x, y: { ...y, config: { ...y.config, custom: {} }, state: { ...y.state, range } } };
}

function Bars({ panel, frames, theme, width, height }) {
  const all = newest(frames);
  const one = Math.min(90, height / all.length - 4);
  return all.map(({ field, value }, index) => (
    <div key={index} style={{ marginBottom: 4 }}>
      <BarGauge width={width} height={one} field={field.config} value={value} display={field.display} theme={theme} orientation="horizontal" namePlacement={panel.options.namePlacement} text={panel.options.text} displayMode={panel.options.displayMode} itemSpacing={8} lcdCellWidth={12} showUnfilled valueDisplayMode="color" />
    </div>
  ));
}

function Lines({ panel, frames, theme, width, height, start, end }) {
  const range = { from: window.moment(start), to: window.moment(end), raw: { from: 'a', to: 'b' } };
  const shown = frames.filter((frame) => frame.fields[1].values.some((value) => value !== null));
  return (
    <div className="lines">
      <TimeSeries frames={shown} structureRev={1} timeRange={range} timeZone="utc" width={width} height={height} legend={panel.options.legend} />
    </div>
  );
}

/** Grafana's own needs a library that only its server carries. */
function Dial({ panel, frames, theme, width, height }) {
  const [{ value }] = frames.length ? newest(frames) : missing(panel, theme);
  const radius = Math.min(width / 2.2, height / 1.5);
  const part = Number.isFinite(value.numeric) ? Math.min(1, value.numeric / (panel.fieldConfig.defaults.max ?? 100)) : 0;
  const round = (from, to) => {
    const at = (share) => [width / 2 - radius * Math.cos(share * Math.PI), height * 0.85 - radius * Math.sin(share * Math.PI)].join(' ');
    return `M${at(from)}A${radius} ${radius} 0 0 1 ${at(to)}`;
  };
  return (
    <svg width={width} height={height} fontFamily="Inter" fill="none" strokeWidth={radius / 4}>
      <path d={round(0, 1)} stroke={theme.colors.background.secondary} />
      {part > 0 && <path d={round(0, part)} stroke={value.color} />}
      <text x={width / 2} y={height * 0.83} textAnchor="middle" fontSize="22" fill={part > 0 ? value.color : theme.colors.text.primary}>
        {formattedValueToString(value)}
      </text>
    </svg>
  );
}
