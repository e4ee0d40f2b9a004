// Buckets over time. The panel itself belongs to Grafana's server, so that this one is drawn here.
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { ticks } from './states.jsx';

const AXIS = 22;
const LEFT = 62;

export function Heat({ panel, frames, theme, width, height, start, end }) {
  const rows = bucketsOf(frames);
  const most = Math.max(...rows.flatMap(({ counts }) => [...counts.values()]), 1e-9);
  const plotHeight = height - AXIS;
  const rowHeight = plotHeight / Math.max(1, rows.length);
  const format = getValueFormat(panel.options.yAxis.unit);
  const x = (time) => LEFT + (time - start) * ((width - LEFT - 8) / (end - start));
  const step = panel.step * 1000;
  const every = Math.ceil(16 / rowHeight);
  return (
    <svg width={width} height={height} fontFamily="Inter" fontSize="12" data-plot={`${LEFT},${width - 8},${plotHeight}`}>
      {rows.map(({ bound, counts }, index) => (
        <g key={bound} transform={`translate(0 ${plotHeight - (index + 1) * rowHeight})`}>
          {index % every === 0 && (
            <text x={LEFT - 6} y={rowHeight / 2 + 4} textAnchor="end" fill={theme.colors.text.primary}>
              {bound === Infinity ? '+Inf' : formattedValueToString(format(bound))}
            </text>
          )}
          {[...counts].map(([time, count]) => count > 1e-9 && time - step >= start && (
            <rect key={time} x={x(time - step)} width={Math.max(1, x(time) - x(time - step) - 1)} height={Math.max(1, rowHeight - 1)} fill="#ff780a" opacity={0.15 + 0.85 * Math.sqrt(count / most)} />
          ))}
        </g>
      ))}
      {ticks(start, end, width - LEFT).map(({ time, text }) => (
        <text key={time} x={x(time)} y={height - 6} textAnchor="middle" fill={theme.colors.text.primary}>
          {text}
        </text>
      ))}
    </svg>
  );
}

/** Each bucket contains those below it: the difference is what is in it alone. */
function bucketsOf(frames) {
  const bounds = frames.map((frame) => ({
    bound: frame.fields[1].labels.le === '+Inf' ? Infinity : Number(frame.fields[1].labels.le),
    upTo: new Map(frame.fields[0].values.map((time, index) => [time, frame.fields[1].values[index]])),
  }));
  bounds.sort((one, other) => one.bound - other.bound);
  return bounds.map(({ bound, upTo }, index) => ({
    bound,
    counts: new Map([...upTo].map(([time, count]) => [time, count - (bounds[index - 1]?.upTo.get(time) ?? 0)])),
  }));
}
