"use strict";
// The page's charts. The data stand in #chart-data (ChartData.java); a figure is drawn when it comes into view.
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const measureButtons = [...document.querySelectorAll(".measures button")];
  const keys = measureButtons.map((button) => button.dataset.measure);
  const state = {
    hidden: new Set(),
    measure: keys.includes("excess") ? "excess" : keys[0],
    logSteps: false,
    bands: true,
  };
  const drawn = new Map();

  const cssColor = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Numbers and ticks

  const shorten = (value) => {
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(6)));
    return Number(value.toPrecision(6)).toExponential().replace("e+", "e");
  };
  const precise = (value) =>
    Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? value.toPrecision(5) : value.toExponential(3).replace("e+", "e");

  const logTicks = (low, high, most) => {
    const decades = Math.log10(high / low);
    const from = Math.floor(Math.log10(low));
    const to = Math.ceil(Math.log10(high));
    const every = Math.max(1, Math.ceil(decades / most));
    const digits = decades > 2.5 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 2, 3, 5, 7];
    const ticks = [];
    for (let k = from; k <= to; k += every) {
      for (const digit of digits) {
        const tick = Number(digit + "e" + k);
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    return ticks;
  };

  const font = () => "11px " + getComputedStyle(document.body).fontFamily;
  const label = (text) => ({ label: text, labelSize: 18, labelFont: font() });
  const axis = (log, extra) => ({
    stroke: cssColor("--soft"),
    grid: { stroke: cssColor("--grid"), width: 1 },
    ticks: { show: false },
    font: font(),
    values: (u, ticks) => ticks.map((tick) => (tick === null ? "" : shorten(tick))),
    ...(log ? { splits: (u, i, low, high) => logTicks(low, high, extra.most || 6), filter: (u, ticks) => ticks } : {}),
    ...extra,
  });

  /** The vertical range: the visible values with some air, a level that must be seen, a cap. */
  const range = (log, level, top) => (u, low, high) => {
    if (low === null || high === null || (log && low <= 0)) return log ? [0.1, 1] : [0, 1];
    if (level !== undefined) {
      low = Math.min(low, level);
      high = Math.max(high, level);
    }
    if (log) return [low / 1.15, high * 1.15];
    if (top !== undefined) high = Math.min(high, top);
    const air = high > low ? 0.03 * (high - low) : Math.max(1e-9, Math.abs(low) * 0.1);
    return [low - air, top === undefined ? high + air : Math.min(high + air, top)];
  };

  // Pointing at a chart

  /** A column's value at an index; between its own points, on the line that joins them. */
  const valueAt = (x, column, at) => {
    if (column[at] !== undefined) return column[at];
    let before = at;
    let after = at;
    while (before >= 0 && column[before] === undefined) before--;
    while (after < column.length && column[after] === undefined) after++;
    const [low, high] = [column[before] ?? null, column[after] ?? null];
    if (low === null || high === null) return null;
    return low + ((high - low) * (x[at] - x[before])) / (x[after] - x[before]);
  };

  /** Lists the shown methods' values at the pointer, lowest first. lines: method → series index. */
  const tooltip = (lines, heading) => {
    let tip;
    return {
      init: (u) => {
        tip = element("div", "tip");
        tip.hidden = true;
        u.over.appendChild(tip);
        u.over.addEventListener("mouseleave", () => (tip.hidden = true));
      },
      setCursor: (u) => {
        const at = u.cursor.idx;
        const rows = [];
        if (at !== null && at !== undefined && u.cursor.left >= 0) {
          lines.forEach((series, method) => {
            const value = valueAt(u.data[0], u.data[series], at);
            if (value !== null && value !== undefined && u.series[series].show) rows.push([value, method]);
          });
        }
        tip.hidden = rows.length === 0;
        if (tip.hidden) return;
        rows.sort((a, b) => a[0] - b[0]);
        tip.replaceChildren(element("b", "", heading(u.data[0][at])));
        for (const [value, method] of rows) {
          const row = element("div");
          const swatch = element("i", "swatch");
          swatch.style.background = `var(${data.methods[method].color})`;
          row.append(swatch, element("span", "", data.methods[method].name), element("span", "", precise(value)));
          tip.append(row);
        }
        const width = u.over.clientWidth;
        const left = u.cursor.left > width / 2 ? u.cursor.left - tip.offsetWidth - 14 : u.cursor.left + 14;
        // Beside the pointer on a wide chart, below a narrow one: it must not hide the curves.
        tip.style.top = (width < 480 ? u.over.clientHeight + 26 : 6) + "px";
        tip.style.left = Math.max(2 - u.over.offsetLeft, Math.min(left, width - tip.offsetWidth)) + "px";
      },
    };
  };

  // uPlot wants a dot on every series; the bands' edges get one of no size.
  const cursor = (lines) => {
    const dotted = new Set(lines.values());
    return { points: { size: (u, series) => (dotted.has(series) ? 7 : 0), width: 0 }, y: false };
  };

  // The two kinds of chart

  const curves = (task, key, large) => {
    const measure = task.measures[key];
    if (!measure) return null;
    const from = state.logSteps ? task.steps.findIndex((step) => step > 0) : 0;
    const steps = task.steps.slice(from);
    // Against time each method has points of its own: all of them stand along the axis, and a column has
    // undefined, which a line goes past, where the point is another's.
    const seconds = (source) => steps.map((step) => step * source.micros * 1e-6);
    const axisPoints = measure.time
      ? [...new Set(task.series.flatMap((source) => (source.micros ? seconds(source) : [])))].sort((a, b) => a - b)
      : steps;
    const column = (values, source) => {
      const heights = (values || []).slice(from).map((value) => {
        if (value === null) return null;
        const height = (value - measure.shift) / measure.scale;
        return measure.log && height <= 0 ? null : height;
      });
      if (!measure.time) return heights;
      const own = new Map(seconds(source).map((x, i) => [x, heights[i]]));
      return axisPoints.map((x) => own.get(x));
    };
    const columns = [axisPoints];
    const series = [{}];
    const bands = [];
    const lines = new Map();
    data.methods.forEach((method, i) => {
      const source = task.series[i];
      const figure = measure.metric ? source.more?.[measure.metric] : source;
      if (!figure?.mean || (measure.time && !source.micros)) return;
      const color = cssColor(method.color);
      const show = !state.hidden.has(i);
      if (state.bands && key !== "sd") {
        bands.push({ series: [series.length, series.length + 1], fill: color + "24" });
        for (const edge of [figure.high, figure.low]) {
          columns.push(column(edge, source));
          series.push({ show, method: i, stroke: "transparent", width: 0, points: { show: false } });
        }
      }
      lines.set(i, series.length);
      columns.push(column(key === "sd" ? figure.sd : figure.mean, source));
      series.push({ show, method: i, stroke: color, width: method.width, dash: method.dash, points: { show: false } });
    });
    const level = (u) => {
      if (measure.line === undefined) return;
      const y = Math.round(u.valToPos(measure.line, "y", true));
      const { left, width } = u.bbox;
      const c = u.ctx;
      c.save();
      c.strokeStyle = c.fillStyle = cssColor("--ink");
      c.lineWidth = devicePixelRatio;
      c.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
      c.beginPath();
      c.moveTo(left, y);
      c.lineTo(left + width, y);
      c.stroke();
      c.font = 11 * devicePixelRatio + "px " + getComputedStyle(document.body).fontFamily;
      c.textAlign = "right";
      c.textBaseline = "bottom";
      c.fillText("sampling limit", left + width - 4, y - 3);
      c.restore();
    };
    const tip = tooltip(lines, (at) => (measure.time ? precise(at) + " s" : "step " + at));
    return {
      columns,
      options: {
        series,
        bands,
        cursor: cursor(lines),
        scales: {
          x: { time: false, distr: state.logSteps ? 3 : 1, ...(state.logSteps ? { range: (u, a, b) => [a, b] } : {}) },
          y: { distr: measure.log ? 3 : 1, range: range(measure.log, measure.line, measure.top) },
        },
        axes: [axis(state.logSteps, { size: 26, most: 5, ...(large ? label(measure.time ? "seconds" : "step") : {}) }), axis(measure.log, { size: 46 })],
        hooks: { init: [tip.init], setCursor: [tip.setCursor], draw: [level] },
      },
    };
  };

  const trials = (task) => {
    const rates = [...new Set(task.trials.flat().map((trial) => trial[0]))].sort((a, b) => a - b);
    if (rates.length === 0) return null;
    const columns = [rates];
    const series = [{}];
    const lines = new Map();
    data.methods.forEach((method, i) => {
      const color = cssColor(method.color);
      const values = new Map(task.trials[i].map((trial) => [trial[0], trial[1]]));
      lines.set(i, series.length);
      columns.push(rates.map((rate) => values.get(rate) ?? null));
      series.push({
        show: !state.hidden.has(i),
        method: i,
        stroke: color,
        paths: () => null,
        points: { show: true, size: 5, fill: color, stroke: color },
      });
    });
    const marks = (u) => {
      const c = u.ctx;
      const scale = devicePixelRatio;
      c.save();
      c.lineWidth = 1.5 * scale;
      task.trials.forEach((list, i) => {
        if (state.hidden.has(i)) return;
        c.strokeStyle = cssColor(data.methods[i].color);
        for (const [rate, loss, winner] of list) {
          const x = u.valToPos(rate, "x", true);
          c.beginPath();
          if (loss === null) {
            const y = u.bbox.top + 5 * scale;
            const r = 3 * scale;
            c.moveTo(x - r, y - r);
            c.lineTo(x + r, y + r);
            c.moveTo(x - r, y + r);
            c.lineTo(x + r, y - r);
          } else if (winner) {
            c.arc(x, u.valToPos(loss, "y", true), 6 * scale, 0, 2 * Math.PI);
          }
          c.stroke();
        }
      });
      c.restore();
    };
    const tip = tooltip(lines, (rate) => "learning rate " + shorten(rate));
    return {
      columns,
      options: {
        series,
        cursor: cursor(lines),
        scales: {
          x: { time: false, distr: 3, range: (u, low, high) => [low / 1.3, high * 1.3] },
          y: { distr: 3, range: range(true) },
        },
        axes: [axis(true, { size: 26, most: 5, ...label("learning rate") }), axis(true, { size: 46 })],
        hooks: { init: [tip.init], setCursor: [tip.setCursor], draw: [marks] },
      },
    };
  };

  // Drawing

  const printing = () => root.classList.contains("print");

  const draw = (figure) => {
    const plot = figure.querySelector(".plot");
    const task = data.tasks[Number(figure.dataset.task)];
    const key = figure.dataset.measure || state.measure;
    const made = key === "trials" ? trials(task) : curves(task, key, figure.dataset.measure !== "");
    drawn.get(figure)?.destroy();
    drawn.set(figure, null);
    plot.replaceChildren();
    if (!made) {
      plot.textContent = key === "trials" ? "No trial has a learning rate." : "F* is not known on this task.";
      return;
    }
    const size = {
      width: printing() ? 340 : Math.max(200, plot.clientWidth),
      height: printing() ? 210 : figure.dataset.measure ? 280 : 220,
    };
    drawn.set(figure, new uPlot({ ...size, ...made.options, padding: [8, 18, 0, 0], legend: { show: false } }, made.columns, plot));
  };

  const redraw = (which) => {
    for (const figure of drawn.keys()) if (which(figure)) draw(figure);
  };

  const inView = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && !drawn.has(target)) {
          draw(target);
          resized.observe(target);
        }
      }
    },
    { rootMargin: "400px" },
  );
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = drawn.get(target);
      const width = target.querySelector(".plot").clientWidth;
      if (chart && width > 0 && width !== chart.width && !printing()) chart.setSize({ width, height: chart.height });
    }
  });
  const figures = [...document.querySelectorAll(".chart")];

  // Legends and switches

  const applyHidden = () => {
    for (const chart of drawn.values()) {
      chart?.batch(() =>
        chart.series.forEach((series, i) => {
          if (i > 0 && series.show === state.hidden.has(series.method)) {
            chart.setSeries(i, { show: !state.hidden.has(series.method) });
          }
        }),
      );
    }
    press();
  };
  const press = () => {
    for (const button of document.querySelectorAll("button.method")) {
      button.setAttribute("aria-pressed", String(!state.hidden.has(Number(button.dataset.method))));
    }
    for (const button of document.querySelectorAll("button[data-switch]")) {
      button.setAttribute("aria-pressed", String(state[button.dataset.switch]));
    }
    for (const button of measureButtons) {
      button.setAttribute("aria-pressed", String(button.dataset.measure === state.measure));
    }
  };

  const stroke = (method) => {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const line = document.createElementNS(ns, "path");
    svg.setAttribute("width", "26");
    svg.setAttribute("height", "6");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", "M0 3h26");
    line.setAttribute("stroke-width", method.width);
    line.setAttribute("stroke-dasharray", method.dash.join(" "));
    line.style.stroke = `var(${method.color})`;
    svg.append(line);
    return svg;
  };

  const legend = (box) => {
    const add = (className, text, action) => {
      const button = element("button", className);
      button.type = "button";
      button.append(text);
      button.addEventListener("click", action);
      box.append(button);
      return button;
    };
    data.methods.forEach((method, i) => {
      const button = add("method", method.name, () => {
        if (!state.hidden.delete(i)) state.hidden.add(i);
        applyHidden();
      });
      button.prepend(stroke(method));
      button.dataset.method = i;
      button.title = "Click: hide or show. Double-click: this one alone.";
      button.addEventListener("dblclick", () => {
        state.hidden = new Set(data.methods.keys());
        state.hidden.delete(i);
        applyHidden();
      });
    });
    box.append(element("span", "gap"));
    add("tool", "All methods", () => {
      state.hidden.clear();
      applyHidden();
    });
    add("tool", "Log steps", () => flip("logSteps")).dataset.switch = "logSteps";
    add("tool", "Bands", () => flip("bands")).dataset.switch = "bands";
  };
  const flip = (name) => {
    state[name] = !state[name];
    redraw((figure) => figure.dataset.measure !== "trials");
    press();
  };

  for (const box of document.querySelectorAll(".legend")) legend(box);
  for (const button of measureButtons) {
    button.addEventListener("click", () => {
      state.measure = button.dataset.measure;
      redraw((figure) => !figure.dataset.measure);
      press();
    });
  }
  press();
  for (const figure of figures) inView.observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(() => true));

  // A task that is linked to opens; print shows everything, in light colours.
  const openTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener("hashchange", openTarget);
  openTarget();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open]):not(.runs)")];
    for (const details of opened) details.open = true;
    root.classList.add("print");
    figures.forEach(draw);
  });
  addEventListener("afterprint", () => {
    root.classList.remove("print");
    for (const details of opened) details.open = false;
    redraw(() => true);
  });
})();
