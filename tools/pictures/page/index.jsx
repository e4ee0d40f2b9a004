// Draws window.picture: panels in their places, under the dashboard's name and variables.
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import { createTheme, dateTime, dateTimeFormat, EventBusSrv, ThemeContext } from '@grafana/data';
import { GlobalStyles, PanelChrome, PanelContextProvider } from '@grafana/ui';
import { Component, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { framesOf } from './fields.js';
import { Kind } from './kinds.jsx';

const { picture } = window;
const theme = createTheme({ colors: { mode: picture.theme } });
const GAP = 8;
const UNIT = 30;
const MARGIN = 16;
const column = (picture.width - 2 * MARGIN - 23 * GAP) / 24;
const start = picture.start * 1000;
const end = picture.end * 1000;
window.moment = dateTime;

/** One panel that fails leaves the others. */
class Guard extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  componentDidCatch(error) {
    console.error(error);
  }
  render() {
    return this.state.error ? String(this.state.error) : this.props.children;
  }
}

function place({ x, y, w, h }) {
  return {
    position: 'absolute',
    left: x * (column + GAP),
    top: y * (UNIT + GAP),
    width: w * column + (w - 1) * GAP,
    height: h * UNIT + (h - 1) * GAP,
  };
}

function Panel({ panel }) {
  const where = place(panel.gridPos);
  if (panel.type === 'row') {
    return (
      <div style={{ ...where, fontSize: 16, fontWeight: 500, lineHeight: '30px' }}>
        {panel.collapsed ? '›' : '⌄'} {panel.title}
      </div>
    );
  }
  const frames = framesOf(panel, theme);
  return (
    <div style={where}>
      <PanelChrome title={panel.title} description={panel.description} width={where.width} height={where.height}>
        {(width, height) => (
          <Guard>
            <Kind {...{ panel, frames, theme, width, height, start, end }} />
          </Guard>
        )}
      </PanelChrome>
    </div>
  );
}

function Dashboard() {
  useEffect(() => {
    window.drawn = true;
  }, []);
  const time = (moment) => dateTimeFormat(moment, { timeZone: 'utc', format: 'YYYY-MM-DD HH:mm' });
  const height = Math.max(...picture.panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * (UNIT + GAP);
  return (
    <div style={{ padding: MARGIN, background: theme.colors.background.canvas, color: theme.colors.text.primary, fontFamily: 'Inter' }}>
      <div style={{ display: 'flex', gap: 24, marginBottom: 12, alignItems: 'baseline' }}>
        <span style={{ fontSize: 18, fontWeight: 500 }}>{picture.title}</span>
        {picture.variables.map(({ name, label, text }) => (
          <span key={name}>
            <span style={{ color: theme.colors.text.secondary }}>{label}</span> {text}
          </span>
        ))}
        <span style={{ marginLeft: 'auto', color: theme.colors.text.secondary }}>
          {time(start)} to {time(end)} UTC
        </span>
      </div>
      <div style={{ position: 'relative', height }}>
        {picture.panels.map((panel) => (
          <Panel key={panel.id} panel={panel} />
        ))}
      </div>
    </div>
  );
}

/** Draws the annotations over every panel with a time axis. */
window.mark = () => {
  const areas = [...document.querySelectorAll('.lines .u-over')].map((over) => {
    const { left, top, width, height } = over.getBoundingClientRect();
    return { left, top, width, height };
  });
  for (const svg of document.querySelectorAll('svg[data-plot]')) {
    const [from, to, height] = svg.dataset.plot.split(',').map(Number);
    const { left, top } = svg.getBoundingClientRect();
    areas.push({ left: left + from, top, width: to - from, height });
  }
  for (const area of areas) {
    for (const { time, colour } of picture.marks) {
      const line = document.createElement('div');
      const x = area.left + ((time * 1000 - start) / (end - start)) * area.width;
      Object.assign(line.style, {
        position: 'absolute',
        left: `${x + scrollX}px`,
        top: `${area.top + scrollY}px`,
        height: `${area.height}px`,
        borderLeft: `1px dashed ${theme.visualization.getColorByName(colour)}`,
      });
      document.body.append(line);
    }
  }
};

createRoot(document.getElementById('root')).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <PanelContextProvider value={{ eventsScope: 'picture', eventBus: new EventBusSrv(), sync: () => 0, onToggleSeriesVisibility() {}, canAddAnnotations: () => false }}>
      <Dashboard />
    </PanelContextProvider>
  </ThemeContext.Provider>,
);
