// Ten optimizers on six surfaces. The arithmetic up to `run` is that of D2lOptim, operation by operation, in double precision: only
// + − × ÷, Math.sqrt, Math.abs and Math.max, which every browser rounds alike. Sines, cosines, schedules and the powers of β come
// from C# with the page. A test in a browser holds all paths to C#'s, bit by bit.
"use strict";
const playground = (() => {
  const given = JSON.parse(document.getElementById("playground-data").textContent);

  const quadratic = (a, b) => ({ value: (x, y) => a * x * x + b * y * y, gradient: (x, y) => [2 * a * x, 2 * b * y] });
  const residuals = (x, y) => [1.5 - x * (1 - y), 2.25 - x * (1 - y * y), 2.625 - x * (1 - y * y * y)];
  const surfaces = {
    valley: quadratic(0.1, 2),
    bowl: quadratic(1, 2),
    saddle: { value: (x, y) => x * x / 2 + (y * y - 1) * (y * y - 1) / 4, gradient: (x, y) => [x, y * (y * y - 1)] },
    rosenbrock: {
      value: (x, y) => { const across = y - x * x; return (1 - x) * (1 - x) + 100 * across * across; },
      gradient: (x, y) => { const across = y - x * x; return [-2 * (1 - x) - 400 * x * across, 200 * across]; },
    },
    beale: {
      value: (x, y) => { const [p, q, r] = residuals(x, y); return p * p + q * q + r * r; },
      gradient: (x, y) => {
        const [p, q, r] = residuals(x, y), square = y * y;
        return [-2 * (p * (1 - y) + q * (1 - square) + r * (1 - square * y)), 2 * x * (p + q * 2 * y + r * 3 * square)];
      },
    },
    himmelblau: {
      value: (x, y) => { const a = x * x + y - 11, b = x + y * y - 7; return a * a + b * b; },
      gradient: (x, y) => { const a = x * x + y - 11, b = x + y * y - 7; return [4 * x * a + 2 * b, 2 * a + 4 * y * b]; },
    },
  };

  // f(Rᵀx): the surface turned counter-clockwise about the origin.
  const rotated = (f, { cos, sin }) => ({
    value: (x, y) => f.value(cos * x + sin * y, cos * y - sin * x),
    gradient: (x, y) => { const [p, q] = f.gradient(cos * x + sin * y, cos * y - sin * x); return [cos * p - sin * q, sin * p + cos * q]; },
  });

  // One coordinate's step: x, g and the state m go in; m is changed, and the new x comes out. `rate` is what g or v̂ is multiplied by.
  const optimizers = {
    sgd: { formula: "x ← x − η·g", step: (x, g, m, h) => { m.rate = h.lr; return x - h.lr * g; } },
    momentum: {
      formula: "v ← β·v + g;  x ← x − η·v", beta: "β",
      step: (x, g, m, h) => { m.v = h.beta * m.v + g; m.rate = h.lr; return x - h.lr * m.v; },
    },
    nesterov: {
      formula: "v ← β·v + g;  x ← x − η·(g + β·v)", beta: "β",
      step: (x, g, m, h) => { m.v = h.beta * m.v + g; m.rate = h.lr; return x - h.lr * (g + h.beta * m.v); },
    },
    adagrad: {
      formula: "s ← s + g²;  x ← x − η·g / √(s + ε)",
      step: (x, g, m, h) => { m.s = m.s + g * g; const root = Math.sqrt(m.s + h.eps); m.rate = h.lr / root; return x - h.lr * g / root; },
    },
    rmsprop: {
      formula: "s ← γ·s + (1 − γ)·g²;  x ← x − η·g / √(s + ε)", gamma: "γ",
      step: (x, g, m, h) => { m.s = h.gamma * m.s + (1 - h.gamma) * (g * g); const root = Math.sqrt(m.s + h.eps); m.rate = h.lr / root; return x - h.lr * g / root; },
    },
    adadelta: {
      formula: "s ← ρ·s + (1 − ρ)·g²;  g′ = √(Δx + ε) / √(s + ε)·g;  x ← x − η·g′;  Δx ← ρ·Δx + (1 − ρ)·g′²", gamma: "ρ",
      step: (x, g, m, h) => {
        m.s = h.gamma * m.s + (1 - h.gamma) * (g * g);
        const ratio = Math.sqrt(m.d + h.eps) / Math.sqrt(m.s + h.eps), change = ratio * g;
        m.d = h.gamma * m.d + (1 - h.gamma) * change * change;
        m.rate = h.lr * ratio;
        return x - h.lr * change;
      },
    },
    adam: {
      formula: "v ← β₁·v + (1 − β₁)·g;  s ← β₂·s + (1 − β₂)·g²;  x ← x − η·v̂ / (√ŝ + ε)", beta: "β₁", gamma: "β₂",
      step: (x, g, m, h) => { m.s = h.gamma * m.s + (1 - h.gamma) * (g * g); return moments(x, g, m, h); },
    },
    adamw: {
      formula: "x ← (1 − 0.01·η)·x, then Adam", beta: "β₁", gamma: "β₂",
      step: (x, g, m, h) => { m.s = h.gamma * m.s + (1 - h.gamma) * (g * g); return moments(x * (1 - h.lr * 0.01), g, m, h); },
    },
    adamax: {
      formula: "v ← β₁·v + (1 − β₁)·g;  u ← max(β₂·u, |g| + ε);  x ← x − η / (1 − β₁ᵗ)·v / u", beta: "β₁", gamma: "β₂",
      step: (x, g, m, h) => {
        m.v = h.beta * m.v + (1 - h.beta) * g;
        m.u = Math.max(h.gamma * m.u, Math.abs(g) + h.eps);
        m.vHat = m.v / (1 - h.betaPower);
        const rate = h.lr / (1 - h.betaPower);
        m.rate = h.lr / m.u;
        return x - rate * m.v / m.u;
      },
    },
    yogi: {
      formula: "v ← β₁·v + (1 − β₁)·g;  s ← s + (1 − β₂)·sign(g² − s)·g²;  x ← x − η·v̂ / (√ŝ + ε)", beta: "β₁", gamma: "β₂",
      step: (x, g, m, h) => { const square = g * g; m.s = m.s + (1 - h.gamma) * Math.sign(square - m.s) * square; return moments(x, g, m, h); },
    },
  };
  const moments = (x, g, m, h) => {
    m.v = h.beta * m.v + (1 - h.beta) * g;
    m.vHat = m.v / (1 - h.betaPower);
    m.sHat = m.s / (1 - h.gammaPower);
    const root = Math.sqrt(m.sHat) + h.eps;
    m.rate = h.lr / root;
    return x - h.lr * m.vHat / root;
  };

  // SplitMix64, twelve uniform numbers of which make one that is nearly normal.
  const noises = new Map();
  const noise = seed => {
    if (noises.has(seed)) return noises.get(seed);
    const mask = (1n << 64n) - 1n;
    let s = BigInt(seed) & mask;
    const uniform = () => {
      s = (s + 0x9E3779B97F4A7C15n) & mask;
      let z = s;
      z = ((z ^ (z >> 30n)) * 0xBF58476D1CE4E5B9n) & mask;
      z = ((z ^ (z >> 27n)) * 0x94D049BB133111EBn) & mask;
      return Number((z ^ (z >> 31n)) >> 11n) * 2 ** -53;
    };
    const numbers = Float64Array.from({ length: 2 * given.steps }, () => { let sum = 0; for (let k = 0; k < 12; k++) sum += uniform(); return sum - 6; });
    noises.set(seed, numbers);
    return numbers;
  };

  // The whole descent: where it stood, how high, and the state of both coordinates after every step.
  const run = o => {
    const f = rotated(surfaces[o.surface], given.angles[o.rotation]), { step } = optimizers[o.optimizer];
    const noisy = o.noise > 0 ? noise(o.seed) : null, factors = given.schedules[o.schedule];
    const memory = () => ({ v: 0, s: 0, d: 0, u: 0 });
    let [x, y] = o.start;
    const m = [memory(), memory()], path = [{ x: [x, y], f: f.value(x, y) }];
    for (let t = 0; t < given.steps; t++) {
      const g = f.gradient(x, y);
      if (noisy) { g[0] += o.noise * noisy[2 * t]; g[1] += o.noise * noisy[2 * t + 1]; }
      const h = { lr: o.lr * factors[t], beta: o.beta, gamma: o.gamma, eps: o.eps, betaPower: given.powers[o.beta]?.[t], gammaPower: given.powers[o.gamma]?.[t] };
      x = step(x, g[0], m[0], h);
      y = step(y, g[1], m[1], h);
      const value = f.value(x, y);
      if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(value)) break;
      path.push({ x: [x, y], f: value, g, m: [{ ...m[0] }, { ...m[1] }] });
    }
    return path;
  };

  return { given, surfaces, optimizers, rotated, run };
})();

// What one sees of it.
(() => {
  const { given, surfaces, optimizers, rotated, run } = playground;
  const words = JSON.parse(document.getElementById("words").textContent), word = key => words["play." + key] ?? key;
  const place = document.getElementById("playground");
  const names = { sgd: "SGD", momentum: "Momentum", nesterov: "Nesterov", adagrad: "AdaGrad", rmsprop: "RMSProp", adadelta: "Adadelta", adam: "Adam", adamw: "AdamW", adamax: "Adamax", yogi: "Yogi" };
  const colours = ["#0072b2", "#d55e00", "#009e73", "#b0559a", "#c78600", "#2f9fd8", "#7a5cc0", "#8a6d3b", "#c23b4b", "#5c7f2b"];
  const rates = [...Array(46)].map((_, k) => Number((10 ** (-3 + k / 9)).toPrecision(2)));
  const betas = given.betas, gammas = given.gammas, epsilons = [1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1];
  const state = { surface: "valley", rotation: 0, optimizer: "momentum", schedule: "constant", noise: 0, seed: 0, step: given.steps, race: false, start: null, ...given.defaults.momentum };
  let path = [], laps = [], timer = null;

  const element = (tag, attributes = {}, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes)) k in e && k !== "list" && typeof v !== "string" ? e[k] = v : e.setAttribute(k, v);
    e.append(...children);
    return e;
  };
  const select = (name, options, text) => {
    const box = element("select", { id: "play-" + name }, ...options.map(o => element("option", { value: o }, text(o))));
    box.addEventListener("change", () => set({ [name]: box.value }));
    return element("label", {}, element("span", { class: "name" }, word(name)), box);
  };
  const slider = (name, label, values, show = v => `${v}`) => {
    const shown = element("output", {}), input = element("input", { type: "range", id: "play-" + name, min: "0", max: `${values.length - 1}`, step: "1" });
    const caption = element("span", {}, label);
    input.addEventListener("input", () => set({ [name]: values[input.value] }));
    const field = element("label", {}, element("span", { class: "name" }, caption, shown), input);
    field.update = (value, text) => {
      if (text !== undefined) caption.textContent = text;
      let nearest = 0;
      values.forEach((v, k) => { if (Math.abs(v - value) < Math.abs(values[nearest] - value)) nearest = k; });
      input.value = nearest;
      shown.textContent = show(value);
      input.setAttribute("aria-valuetext", show(value));
    };
    return field;
  };

  const fields = {
    surface: select("surface", Object.keys(surfaces), word),
    rotation: slider("rotation", word("rotation"), [...Array(91).keys()], v => v + "°"),
    optimizer: select("optimizer", Object.keys(optimizers), o => names[o]),
    schedule: select("schedule", Object.keys(given.schedules), word),
    lr: slider("lr", "η", rates),
    beta: slider("beta", "β", betas),
    gamma: slider("gamma", "γ", gammas),
    eps: slider("eps", "ε", epsilons, v => v.toExponential(0).replace("-", "−")),
    noise: slider("noise", word("noise"), [0, 0.1, 0.2, 0.5, 1, 2, 5]),
    seed: slider("seed", word("seed"), [...Array(20).keys()]),
  };
  const button = (text, act, attributes = {}) => { const b = element("button", { type: "button", ...attributes }, text); b.addEventListener("click", act); return b; };
  const map = element("canvas", { class: "map", tabindex: "0", role: "img", "aria-label": word("map") }), losses = element("canvas", { class: "loss", role: "img", "aria-label": word("lossmap") });
  const legend = element("ul", { class: "legend" }), formula = element("p", { class: "formula" }), table = element("table"), says = element("p", { role: "status" });
  const steps = element("input", { type: "range", min: "0", max: `${given.steps}`, "aria-label": word("step") }), count = element("output");
  const race = button(word("race"), () => set({ race: !state.race }));
  const play = button(word("run"), () => timer ? stop() : start());
  const share = button(word("share"), async () => {
    const url = location.href.split("#")[0] + link();
    history.replaceState(null, "", link());
    try { await navigator.clipboard.writeText(url); share.textContent = word("shared"); setTimeout(() => share.textContent = word("share"), 1500); } catch { /* the address bar has it */ }
  });
  steps.addEventListener("input", () => set({ step: Number(steps.value) }));
  place.className = "play";
  place.replaceChildren(
    element("div", { class: "controls" }, ...Object.values(fields)), formula,
    element("div", { class: "view" }, element("div", {}, map, legend),
      element("div", {}, losses, element("div", { class: "steps" }, button("‹", () => set({ step: Math.max(0, state.step - 1) }), { "aria-label": word("back") }), steps, button("›", () => set({ step: Math.min(path.length - 1, state.step + 1) }), { "aria-label": word("forth") }), count),
        table, says, element("div", { class: "steps" }, play, race, button(word("reset"), () => set({ start: home(), step: given.steps })), share))));

  const home = () => given.surfaces[state.surface].start.length ? turn(given.surfaces[state.surface].start) : [0, 0];
  const turn = ([x, y]) => { const { cos, sin } = given.angles[state.rotation]; return [cos * x - sin * y, sin * x + cos * y]; };
  const stop = () => { clearInterval(timer); timer = null; play.textContent = word("run"); };
  const start = () => {
    if (state.step >= path.length - 1) state.step = 0;
    play.textContent = word("stop");
    timer = setInterval(() => { if (state.step >= path.length - 1) stop(); else set({ step: state.step + 1 }); }, 60);
  };

  const set = change => {
    if ("optimizer" in change && !("lr" in change)) Object.assign(state, given.defaults[change.optimizer]);
    if (("surface" in change || "rotation" in change) && !("start" in change)) { Object.assign(state, change); state.start = home(); if (!("step" in change)) state.step = given.steps; }
    Object.assign(state, change);
    for (const [name, field] of Object.entries(fields)) {
      if (field.update) field.update(state[name], { beta: optimizers[state.optimizer].beta, gamma: optimizers[state.optimizer].gamma }[name]);
      else field.querySelector("select").value = state[name];
    }
    fields.beta.hidden = !optimizers[state.optimizer].beta;
    fields.gamma.hidden = !optimizers[state.optimizer].gamma;
    fields.eps.hidden = /^(sgd|momentum|nesterov)$/.test(state.optimizer);
    fields.seed.hidden = state.noise === 0;
    if (Object.keys(change).some(k => k !== "step")) {
      path = run(state);
      laps = state.race ? Object.keys(optimizers).map(o => ({ o, path: o === state.optimizer ? path : run({ ...state, ...given.defaults[o], optimizer: o }) })) : [{ o: state.optimizer, path }];
    }
    state.step = Math.min(state.step, path.length - 1);
    draw();
  };

  // The view: the surface's own bounds turned, and what surrounds them.
  const view = () => {
    const [left, right, bottom, top] = given.surfaces[state.surface].bounds;
    const corners = [[left, bottom], [left, top], [right, bottom], [right, top]].map(turn);
    const [x0, x1] = [Math.min(...corners.map(c => c[0])), Math.max(...corners.map(c => c[0]))], [y0, y1] = [Math.min(...corners.map(c => c[1])), Math.max(...corners.map(c => c[1]))];
    // Equal scales on both axes, so that angles are what they look.
    const scale = Math.max((x1 - x0) / 4, (y1 - y0) / 3);
    return { x0: (x0 + x1) / 2 - 2 * scale, y1: (y0 + y1) / 2 + 1.5 * scale, width: 4 * scale, height: 3 * scale };
  };
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const fit = canvas => {
    const ratio = devicePixelRatio || 1, w = Math.round(canvas.clientWidth * ratio), h = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    return pen;
  };

  // Bands of equal height on a scale that is fine near the bottom; an edge between two bands is a contour.
  let backdrop = null, backdropOf = "";
  const land = (w, h, at) => {
    const key = [state.surface, state.rotation, w, h, css("--paper")].join();
    if (backdropOf === key) return backdrop;
    backdropOf = key;
    const f = rotated(surfaces[state.surface], given.angles[state.rotation]), low = given.surfaces[state.surface].lowest;
    const columns = Math.min(320, w), rows = Math.round(columns * h / w), bands = new Float64Array((columns + 1) * (rows + 1));
    let most = 0;
    for (let r = 0; r <= rows; r++) for (let c = 0; c <= columns; c++) {
      const [x, y] = at(c * w / columns, r * h / rows), v = Math.sqrt(Math.sqrt(Math.max(0, f.value(x, y) - low)));
      bands[r * (columns + 1) + c] = v;
      if (v > most) most = v;
    }
    backdrop = document.createElement("canvas");
    backdrop.width = columns; backdrop.height = rows;
    const pen = backdrop.getContext("2d"), image = pen.createImageData(columns, rows), paper = rgb(css("--paper")), deep = rgb(css("--link"));
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
      const band = k => Math.floor(14 * bands[k] / most), k = r * (columns + 1) + c, edge = band(k) !== band(k + 1) || band(k) !== band(k + columns + 1);
      const part = 0.3 * (1 - Math.min(1, band(k) / 14)) + (edge ? 0.22 : 0);
      for (let i = 0; i < 3; i++) image.data[4 * (r * columns + c) + i] = paper[i] + (deep[i] - paper[i]) * part;
      image.data[4 * (r * columns + c) + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
    return backdrop;
  };
  const rgb = hex => [1, 3, 5].map(k => parseInt(hex.slice(k, k + 2), 16));

  const draw = () => {
    const v = view(), w = map.clientWidth, h = map.clientHeight;
    if (!w) return;
    const pen = fit(map), px = ([x, y]) => [(x - v.x0) / v.width * w, (v.y1 - y) / v.height * h];
    pen.imageSmoothingEnabled = true;
    pen.drawImage(land(w, h, (a, b) => [v.x0 + a / w * v.width, v.y1 - b / h * v.height]), 0, 0, w, h);
    pen.lineJoin = "round";
    for (const point of given.surfaces[state.surface].minima.map(turn).map(px)) star(pen, point);
    const shown = state.step + 1, all = Object.keys(optimizers);
    for (const lap of [...laps].sort((a, b) => (a.o === state.optimizer) - (b.o === state.optimizer))) {
      const points = lap.path.slice(0, shown).map(p => px(p.x)), own = lap.o === state.optimizer;
      pen.strokeStyle = pen.fillStyle = colours[all.indexOf(lap.o)];
      pen.lineWidth = own ? 2.2 : 1.4;
      pen.beginPath();
      points.forEach((p, k) => k ? pen.lineTo(...p) : pen.moveTo(...p));
      pen.stroke();
      if (own) for (const p of points) { pen.beginPath(); pen.arc(...p, 2.1, 0, 7); pen.fill(); }
      pen.beginPath(); pen.arc(...points.at(-1), 5, 0, 7); pen.fill();
    }
    const s = px(state.start);
    pen.strokeStyle = css("--ink"); pen.lineWidth = 2; pen.beginPath(); pen.arc(...s, 7, 0, 7); pen.stroke();
    chart(shown, all);
    steps.max = path.length - 1; steps.value = state.step; count.textContent = `${state.step} / ${path.length - 1}`;
    formula.textContent = `${names[state.optimizer]}:  ${optimizers[state.optimizer].formula}`;
    race.setAttribute("aria-pressed", state.race);
    says.textContent = path.length <= given.steps ? `${names[state.optimizer]} ${word("left")} ${path.length - 1}.` : "";
    legend.replaceChildren(...laps.map(lap => { const i = element("i"); i.style.background = colours[all.indexOf(lap.o)]; return element("li", {}, i, names[lap.o]); }));
    numbers();
  };
  const star = (pen, [x, y]) => {
    pen.fillStyle = css("--ink");
    pen.beginPath();
    for (let k = 0; k < 10; k++) { const r = k % 2 ? 3 : 7, a = Math.PI * (k / 5 - 0.5); pen[k ? "lineTo" : "moveTo"](x + r * Math.cos(a), y + r * Math.sin(a)); }
    pen.fill();
  };
  const chart = (shown, all) => {
    const pen = fit(losses), w = losses.clientWidth, h = losses.clientHeight, low = given.surfaces[state.surface].lowest, pad = 42, edge = 16;
    const height = p => Math.log10(Math.max(1e-12, p.f - low)), values = laps.flatMap(lap => lap.path.map(height));
    const top = Math.min(8, Math.ceil(Math.max(...values))), bottom = Math.max(-12, Math.min(top - 1, Math.floor(Math.min(...values))));
    const at = (k, v) => [pad + (w - pad - edge) * k / given.steps, 8 + (h - 26) * (top - Math.min(top, v)) / (top - bottom)];
    pen.font = "11px sans-serif"; pen.fillStyle = css("--soft"); pen.strokeStyle = css("--rule"); pen.lineWidth = 1; pen.textAlign = "right";
    for (let e = bottom; e <= top; e += Math.max(1, Math.round((top - bottom) / 5))) { const [x, y] = at(0, e); pen.beginPath(); pen.moveTo(x, y); pen.lineTo(w - edge, y); pen.stroke(); pen.fillText(`1e${e}`.replace("-", "−"), x - 4, y + 4); }
    pen.textAlign = "center";
    for (let k = 0; k <= given.steps; k += 50) pen.fillText(k, at(k, 0)[0], h - 4);
    for (const lap of laps) {
      pen.strokeStyle = colours[all.indexOf(lap.o)]; pen.lineWidth = lap.o === state.optimizer ? 2 : 1.2; pen.beginPath();
      lap.path.slice(0, shown).forEach((p, k) => pen[k ? "lineTo" : "moveTo"](...at(k, height(p))));
      pen.stroke();
    }
  };
  const show = n => n === undefined ? "" : (Math.abs(n) >= 1e5 || (n !== 0 && Math.abs(n) < 1e-4) ? n.toExponential(4) : n.toPrecision(6)).replace(/-/g, "−");
  const numbers = () => {
    const now = path[state.step], { optimizer } = state, o = optimizers[optimizer];
    const rows = [[word("position"), now.x[0], now.x[1]], [word("gradient"), now.g?.[0], now.g?.[1]]];
    const add = (name, key) => rows.push([name, now.m?.[0][key], now.m?.[1][key]]);
    if (o.beta) add("v", "v");
    if (/^(ada|rms|yogi)/.test(optimizer) && optimizer !== "adamax") add("s", "s");
    if (optimizer === "adamax") add("u", "u");
    if (optimizer === "adadelta") add("Δx", "d");
    if (/^(adam|yogi)/.test(optimizer)) add("v̂", "vHat");
    if (/^(adam|adamw|yogi)$/.test(optimizer)) add("ŝ", "sHat");
    add(word("rate"), "rate");
    table.replaceChildren(
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, word("quantity")), element("th", { scope: "col" }, "x₁"), element("th", { scope: "col" }, "x₂"))),
      element("tbody", {}, ...rows.map(r => element("tr", {}, element("th", { scope: "row" }, r[0]), element("td", {}, show(r[1])), element("td", {}, show(r[2])))),
        element("tr", {}, element("th", { scope: "row" }, word("value")), element("td", { colSpan: 2 }, show(now.f)))));
  };

  // The start follows the pointer, or the arrow keys.
  let dragging = false;
  const grab = event => {
    const v = view(), box = map.getBoundingClientRect();
    set({ start: [v.x0 + (event.clientX - box.left) / box.width * v.width, v.y1 - (event.clientY - box.top) / box.height * v.height].map(n => Number(n.toPrecision(4))), step: given.steps });
  };
  map.addEventListener("pointerdown", event => { dragging = true; map.setPointerCapture(event.pointerId); stop(); grab(event); });
  map.addEventListener("pointermove", event => { if (dragging) grab(event); });
  map.addEventListener("pointerup", () => { dragging = false; });
  map.addEventListener("keydown", event => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const by = view().width / 80;
    set({ start: state.start.map((n, k) => Number((n + by * move[k]).toPrecision(4))), step: given.steps });
  });

  // The state as an address, and back.
  const link = () => {
    const o = { s: state.surface, r: state.rotation, o: state.optimizer, lr: state.lr, beta: state.beta, gamma: state.gamma, eps: state.eps, noise: state.noise, seed: state.seed, sch: state.schedule, x: state.start[0], y: state.start[1], k: state.step, race: Number(state.race) };
    return "#play:" + Object.entries(o).map(([k, v]) => `${k}=${v}`).join("&");
  };
  const follow = () => {
    if (!location.hash.startsWith("#play:")) return false;
    const p = new URLSearchParams(location.hash.slice(6)), number = (k, otherwise, among) => { const n = Number(p.get(k)); return p.has(k) && Number.isFinite(n) && (!among || among.includes(n)) ? n : otherwise; };
    const pick = (k, among, otherwise) => among.includes(p.get(k)) ? p.get(k) : otherwise;
    const optimizer = pick("o", Object.keys(optimizers), "momentum"), own = given.defaults[optimizer];
    Object.assign(state, { surface: pick("s", Object.keys(surfaces), "valley"), rotation: number("r", 0, [...Array(91).keys()]), optimizer });
    set({
      lr: number("lr", own.lr), beta: number("beta", own.beta, betas), gamma: number("gamma", own.gamma, gammas), eps: number("eps", own.eps), noise: number("noise", 0), seed: number("seed", 0, [...Array(20).keys()]),
      schedule: pick("sch", Object.keys(given.schedules), "constant"), race: p.get("race") === "1", start: [number("x", home()[0]), number("y", home()[1])], step: number("k", given.steps),
    });
    document.getElementById("s-playground").scrollIntoView();
    return true;
  };
  addEventListener("hashchange", follow);
  addEventListener("resize", draw);
  document.addEventListener("themechange", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  state.start = home();
  if (!follow()) set({ optimizer: "momentum" });
})();
