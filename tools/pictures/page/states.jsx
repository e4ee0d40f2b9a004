// States over time. The panel itself belongs to Grafana's server, so that this one is drawn here.
import { dateTimeFormat, getFieldDisplayName } from '@grafana/data';
import { VizLegend } from '@grafana/ui';

const AXIS = 22;
const LEGEND = 28;
const FONT = '12px Inter';
const canvas = document.createElement('canvas').getContext('2d');

export function widthOf(text) {
  canvas.font = FONT;
  return canvas.measureText(text).width;
}

/** Times that are round, and far enough from each other. */
export function ticks(start, end, width) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000);
  const step = steps.find((each) => (each / (end - start)) * width >= 70) ?? steps.at(-1);
  const all = [];
  for (let time = Math.ceil(start / step) * step; time < end; time += step) {
    all.push({ time, text: dateTimeFormat(time, { timeZone: 'utc', format: 'HH:mm' }) });
  }
  return all;
}

export function States({ panel, frames, theme, width, height, start, end }) {
  const rows = frames.map((frame) => ({ name: getFieldDisplayName(frame.fields[1], frame, frames), spans: spansOf(frame, panel.step * 1000) }));
  const legend = new Map(rows.flatMap(({ spans }) => spans.map(({ shown }) => [shown.text, shown.color])));
  const left = Math.min(width / 3, Math.max(...rows.map(({ name }) => widthOf(name))) + 12);
  const plotHeight = height - AXIS - LEGEND;
  const rowHeight = plotHeight / rows.length;
  const x = (time) => left + (Math.min(Math.max(time, start), end) - start) * ((width - left - 8) / (end - start));
  return (
    <div>
      <svg width={width} height={height - LEGEND} fontFamily="Inter" fontSize="12" data-plot={`${left},${width - 8},${plotHeight}`}>
        {ticks(start, end, width - left).map(({ time, text }) => (
          <text key={time} x={x(time)} y={plotHeight + 15} textAnchor="middle" fill={theme.colors.text.primary}>
            {text}
          </text>
        ))}
        {rows.map(({ name, spans }, index) => (
          <g key={name} transform={`translate(0 ${index * rowHeight})`}>
            <text x={left - 6} y={rowHeight / 2 + 4} textAnchor="end" fill={theme.colors.text.primary}>
              {name}
            </text>
            {spans.map(({ from, to, shown }) => (
              <g key={from}>
                <rect x={x(from)} width={Math.max(1, x(to) - x(from))} y={rowHeight * 0.08} height={rowHeight * 0.84} fill={shown.color} opacity="0.8" />
                {x(to) - x(from) > widthOf(shown.text) + 10 && rowHeight > 13 && (
                  <text x={x(from) + 5} y={rowHeight / 2 + 4} fill={theme.colors.getContrastText(shown.color)}>
                    {shown.text}
                  </text>
                )}
              </g>
            ))}
          </g>
        ))}
      </svg>
      <VizLegend placement="bottom" displayMode="list" items={[...legend].map(([label, color]) => ({ label, color, yAxis: 1 }))} />
    </div>
  );
}

/** Equal values one after the other are one span. */
function spansOf(frame, step) {
  const [times, field] = frame.fields;
  const spans = [];
  field.values.forEach((value, index) => {
    if (value === null) {
      return;
    }
    const time = times.values[index];
    const last = spans.at(-1);
    if (last && last.value === value && time - last.to <= step) {
      last.to = time;
    } else {
      if (last && time - last.to <= step) {
        last.to = time;
      }
      spans.push({ value, from: time, to: time, shown: field.display(value) });
    }
  });
  spans.forEach((span) => (span.to = Math.max(span.to, span.from + step)));
  return spans;
}
