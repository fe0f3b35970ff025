// Live pages: the reader changes an input, and every number that follows it is computed anew,
// by the formulas above and from the page's own sheet. A value is [low, high, label].

const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const total = numbers => numbers.reduce((sum, x) => sum + x, 0);

// Numbers as text, by the one rounding algorithm of notation.py.

const printers = {};
const print = (x, options) => (printers[JSON.stringify(options)] ??=
  new Intl.NumberFormat('en', { useGrouping: false, ...options }))
  .format(x).replace(/^-0(?=%?$)/, '0');
const significant = (x, n, more) => print(x, { maximumSignificantDigits: n, ...more });
const places = (x, n, more) => print(x, { maximumFractionDigits: n, ...more });
const scientific = (x, n = 3) => significant(x, n, { notation: 'scientific' })
  .replace(/E(.*)/, (_, power) => '×10' + power.replace(/./g, c => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] ?? '⁻'));
const unitOf = (x, units) => units.find(([scale, , end]) => abs(x) / scale < end);
const inUnits = (x, units, n = 3, useGrouping = false, beside = x) => {
  const unit = unitOf(beside, units), value = x / unit?.[0];
  return !unit || x && abs(x) < SCIENTIFIC_BELOW ? scientific(x, n)
    : (abs(value) < 10 ** (n - 1) ? significant(value, n, { useGrouping })
      : places(value, 0, { useGrouping })) + unit[1];
};
const count = (x, locale, beside) => inUnits(x, TABLES[locale] ?? TABLES.en, 3, false, beside);
const bytes = (x, units) => {
  const unit = unitOf(x, units), value = x / unit?.[0];
  return unit ? places(value, abs(value) < TWO_PLACES_BELOW ? 2 : 1) + unit[1] : scientific(x) + ' B';
};
const exact = x => x % 1 === 0 && abs(x) >= 1e15
  ? scientific(x, 17) : inUnits(x, TABLES.number, x % 1 ? 6 : 1, true);
const between = ([low, high], write, template = '{low}–{high}') => {
  [low, high] = [write(low, high), write(high)];
  return low === high ? low : fill(template, { low, high });
};
const rounded = (x, unit, binary, { words, locale }, beside) => {
  const text = count(x, locale, beside);
  return /^byte/.test(unit) ? bytes(x, binary && unit === 'byte' ? TABLES.binary : TABLES.decimal)
    : unit === 'fraction' ? x > 0 && x < PERCENT_FROM ? '<0.1%' : places(x, 1, { style: 'percent' })
    : unit === 'token' && abs(x) < TOKENS_FROM ? places(x, 0, { useGrouping: true })
    : !words.counted.includes(unit) ? inUnits(x, TABLES.number, 3, true)
    : unit === 'parameter' && locale === 'zh' && / /.test(text) ? `${text}(${count(x)})` : text;
};
const counted = n => ({ n, s: n === '1' ? '' : 's' });
// `shown` and, where `how` is "x", `exact` of render/numbers.py.
const shown = (value, unit, how, data) => {
  const { words } = data, [finer, times, end] = words.finer[unit] ?? [];
  if (!value) return '–';
  const [low, high, label] = value, all = how === 'x';
  if (!all && abs(high) * times < end) return shown([low * times, high * times, label], finer, how, data);
  const n = all ? between(value, exact) : between(value, (x, beside) => rounded(x, unit, how || label !== 2, data, beside), words.range);
  // 万 and 亿 stand close to the unit that follows.
  const text = fill((all ? words.exact : words.unit)[unit], counted(n)).replace(/(?<=[万亿]) (?=[一-鿿])/, '');
  return label === 3 && text[0] !== '<' ? fill(words.estimated, { n: text }) : text;
};

// Text as numbers, as notation.py reads it; what that refuses is undefined.

const NUMBER = '(?:[1-9]\\d?\\d?(?:,\\d{3})+|\\d+(?:_\\d+)*)(?:\\.\\d+)?(?:e[+-]?\\d+)?';
const CHINESE = '[十百千]?(?:万亿|万|亿)|[十百千]';
const AMOUNT = `(?:${NUMBER} ?(?:[kmbt]|${CHINESE})?|${CHINESE})`;
const POWERS = { k: 3, m: 6, b: 9, t: 12, 十: 1, 百: 2, 千: 3, 万: 4, 亿: 8 };
const fold = text => text
  .replace(/\s?[x×*]\s?10\^?([⁻⁰¹²³⁴-⁹]+|(?<=\^)-?\d+)/gi, (_, power) => 'e' + power.normalize('NFKC'))
  .replace(/[⁰¹²³⁴-⁹]/g, '^').normalize('NFKC').toLowerCase()
  .replace(/[‐-―−]/g, '-').replace(/萬/g, '万').replace(/億/g, '亿').replace(/〜/g, '~').replace(/\s+/g, ' ').trim();
const match = (text, pattern) => fold(text).slice(0, 101).match(`^(?:${pattern})$`) ?? [];
// A number and its unit as one decimal literal, which is rounded once.
const scaled = (number = '1', power = 0) => {
  const [digits, exponent = 0] = number.replace(/[,_]/g, '').split('e');
  return +`${digits}e${+exponent + power}`;
};
const within = (x, least, most) => x % 1 === 0 && x >= least && x <= most ? x : undefined;
const powerOf = unit => total([...unit].map(c => POWERS[c]));
const parseTokens = text => {
  const [, number, unit = '', alone = ''] =
    match(text, `(${NUMBER}) ?(ki|mi|[kmbt]|${CHINESE})?|(${CHINESE})`);
  const isPower = within(Math.log2(scaled(number)), 0, 60) >= 0;
  const x = unit[1] === 'i' || isPower && /[km]/.test(unit)
    ? scaled(number) * 1024 ** (unit[0] === 'k' ? 1 : 2) : scaled(number, powerOf(unit + alone));
  return number || alone ? within(x, 1, 1e18) : undefined;
};
const parameters = piece => {
  const [, number, unit] = piece?.match(`^(${NUMBER})? ?(\\D*)$`) ?? [, '0', ''];
  return within(scaled(number, powerOf(unit)), 1e3, 1e16);
};
const parseSize = text => {
  const [, experts, each, all, some] =
    match(text, `(\\d+) ?[x×*] ?(${AMOUNT})|(${AMOUNT})(?:[ -]*a ?(${AMOUNT}))?`);
  const size = each ? { experts: within(+experts, 2, 1e4), each: parameters(each) }
    : { total: parameters(all), active: parameters(some) };
  return (each ? size.experts && size.each : some ? size.active <= size.total : size.total) ? size : undefined;
};
const parseShares = text => {
  const [, low = 'x', percent, high, last] = match(text, `(${NUMBER}) ?(%?)(?: ?[-~] ?(${NUMBER}) ?(%?))?`);
  const least = scaled(low, percent || last ? -2 : 0), most = high ? scaled(high, last ? -2 : 0) : least;
  return least > 0 && least <= most && most <= 1 ? [least, most, 0] : undefined;
};
// A numeric input; the fourth is the bound that it was brought back to, if it was.
const read = (name, text) => {
  const [kind, least, most] = TABLES[name];
  if (kind === 'share') return parseShares(text);
  const [number = 'x'] = match(text, `-?${NUMBER}`);
  const x = kind === 'tokens' ? parseTokens(text) : scaled(number);
  const bound = x < least ? least : x > most ? most : x;
  return isFinite(x) && (kind !== 'count' || x % 1 === 0) ? [bound, bound, 0, bound !== x && `${bound}`] : undefined;
};

// The spreadsheet: expressions over formulas, constants and cells.

const spreadsheet = data => {
  const now = {}, values = {}, said = {}, sizes = {}, { inputs, given, assumed, follows, models, gpus, precisions } = data;
  Object.assign(TABLES, data.tables);
  const at = name => now[name] ?? given[name];
  let cells = {};
  const put = (name, text) => {
    cells = {};
    now[name] = text;
    // What nobody has said is as sure as where it comes from.
    values[name] = text === inputs[name] && assumed[name] || TABLES[name] && read(name, text);
  };
  const pair = made => made?.at ? [made[0][0] ?? made[0], made[0][1] ?? made[0], made[1]]
    : made >= 0 ? [made, made, 0] : undefined;
  const evaluate = (made, steps) => {
    // Texts can be trimmed, and nothing else that stands in a sheet.
    if (made.trim) return cells[made] ??= cell(made);
    const [name, ...parts] = made, formula = parseInt(made), step = [name], known = [];
    if (!name.trim) return pair(made);
    // That there is nothing of it is sure.
    if (name === '?') return (made => made?.[1] ? made : [0, 0, 0])(evaluate(parts[0], steps));
    if (name === '~') return evaluate(parts[said[parts[0]] ? 0 : 1], steps);
    steps?.push(step);
    let label = formula >= CERTAIN ? 3 : 0, cases = [[]];
    for (const part of parts) {
      const value = evaluate(part, steps);
      if (!value) return;
      known.push(value);
      label = max(label, value[2]);
      // Formulas are monotonic in what can be a range, so the corners suffice.
      const lows = cases.map(before => [...before, value[0]]);
      cases = value[0] === value[1] ? lows : [...lows, ...cases.map(before => [...before, value[1]])];
    }
    const results = cases.map(numbers => name[0] === '+' ? total(numbers) : FORMULAS[formula](...numbers));
    const value = [min(...results), max(...results), label];
    step.push(known, value);
    return isFinite(value[0] + value[1]) ? value : undefined;
  };
  const cell = name => {
    const [, owner, key, bound] = name.match(/^(.*)\|([^@]*)@?(.*)/) ?? [];
    const found = (gpus[at(owner) ?? owner] ?? precisions[at(owner)])?.[key];
    const format = bound || at('precision'), precision = precisions[format];
    if (found) return pair(found.at ? found : found[bound || (precision ?? models[at('model')])?.compute] ?? found.bf16 ?? found.fp16);
    if (owner) {
      const model = owner === 'page' ? at('model') : owner, known = models[model];
      return pair(known?.[name.slice(owner.length + 1)] ?? known?.[`${key}@${format ?? ''}`])
        ?? ofSize(data.shape[owner] ? { own: true, shape: drawn(Object.fromEntries(data.shape[owner].map(([name, text = at(name)]) => [name, read(name, text)[0]]))) }
          : sizes[model] ??= shaped(model), key.replace(/-/g, '_'), precision);
    }
    return values[name];
  };
  const say = (name, text) => {
    put(name, said[name] = text);
  };
  const reset = () => {
    for (const name in inputs) put(name, inputs[name]), delete said[name];
  };
  // What neither the author nor the reader has said is that of the model, or of the GPU,
  // to its last digit and as sure as there.
  const follow = () => {
    for (const name in follows) {
      const [owner, cell] = follows[name], value = evaluate(cell), [low = '–'] = value ?? [];
      if (!said[name]) {
        put(name, now[owner] === inputs[owner] ? inputs[name] : low > 1e3 ? count(low) : `${low}`);
        values[name] = value;
      }
    }
  };
  reset();
  return [evaluate, say, at, now, values, reset, follow, said];
};

// A bare size: plain arithmetic on it, and the typical decoder for what rests on a shape.
const shaped = text => {
  const { total, active, experts, each = total } = parseSize(text) ?? {};
  // As it was released, which nobody has said: in 16 bits. What 8x7B is not: 56B.
  const shape = { bits: 16, ...!active && each >= TYPICAL[0] && each <= TYPICAL[1] && { product: experts * each, ...typical(each, experts) } };
  return { active: active ?? total, experts, total, shape };
};
// A shape of the page's own has no nominal size, and what follows from it is exact.
const ofSize = ({ active, experts: several, total, shape, own }, key, { bits: [bits], packs, measured } = { bits: [16], packs: 'all' }) => {
  const found = (x, label = own ? 0 : 3) => x >= 0 ? [x, x, label] : undefined;
  // A file that was measured: that of the model nearest in size.
  const far = row => abs(Math.log(row[0] / (total ?? shape.total)));
  const near = measured?.reduce((best, row) => far(row) < far(best) ? row : best);
  const nominal = (x, label) => found(nominalWeights(x, near?.[1] ?? bits), label);
  if (!several && !own) {
    const size = { active, total, with_buffers: shape.total && total }[key];
    return key === 'weights' ? nominal(total, near ? 3 : 2)
      : key === 'dense' ? nominal(total - shape.total + shape.streamed)
      : size ? found(size, 2) : found({ ...shape, routed: 0, tokens: active * RULE, typical: shape.width }[key]);
  }
  // A mixture's weights, tensor by tensor: linear layers packed, all else in 16 bits.
  const all = { weights: shape.total, dense: shape.streamed, routed: shape.experts }[key];
  const experts = key === 'dense' ? 0 : shape.experts;
  const n = { all, experts, linear: experts + (key === 'routed' ? 0 : shape.attention + shape.mlp) }[packs];
  if (!(all >= 0)) return found(shape[key], { tokens: 3, product: 2 }[key]);
  return n >= 0 ? found(n * bits / 8 + (all - n) * 2, !own || n && bits % 1 ? 3 : 0) : nominal(all, 3);
};

// The next value up or down: powers of two where people count in them, else by a quarter.
const step = (name, x, by) => {
  const [kind] = TABLES[name] ?? [];
  const next = +(x * 1.25 ** by).toPrecision(2), power = 2 ** max(0, by * (floor(by * Math.log2(x)) + 1));
  return kind === 'count' ? `${power}`
    : /context|sequence/.test(name) ? power < 1024 ? `${power}` : power < 2 ** 20 ? `${power / 1024}k` : `${power / 2 ** 20}M`
    : kind === 'share' ? places(next, 1, { style: 'percent' }) : kind === 'amount' ? `${next}` : count(next);
};

// The page. Only what has changed is written; built content comes back with its buttons.

const make = (tag, properties, ...inside) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
};

// The catalogue, start.models: its file lies beside ours, and is loaded once a reader may name a
// model of it.
const ours = globalThis.document?.currentScript?.src;
let loading;
const load = () => loading ??= new Promise(done => ours ? document.head.append(make('script',
  { src: ours.replace(/paramsize(?!.*\/)/, 'models'), onload: done, onerror: () => done(loading = null) })) : done());
// A path without the folder of a language, such as en or zh-CN.
const unlocalised = path => path.replace(/\/[a-z]{2}(-\w+)?(?=\/)/, '');
const flat = text => text.replace(/\s+/g, ' ').trim();
const HEADINGS = 'h1,h2,h3,h4,h5,h6';
const plain = text => fold(text).replace(/[ _-]/g, '');
const open = sheet => {
  sheet.className = '';
  const data = JSON.parse(sheet.content.textContent), root = sheet.parentNode.parentNode;
  const path = location.pathname;
  const { numbers, choices, bars, words, templates, inputs } = data;
  const [evaluate, say, at, now, values, reset, follow, said] = spreadsheet(data);
  // What another sheet is of stands nearer to that: a docstring within a page.
  const each = (selector, act) => root.querySelectorAll(selector).forEach(element =>
    (element.root ??= element.closest(':has(>aside>template)')) === root && act(element));
  const limits = Object.create(null);
  let note, told, timer, known, tools;
  const differing = () => Object.keys(said).filter(name => data.follows[name] || now[name] !== inputs[name]);
  const lookUp = key => known[key] ??= (([made, unit, how, follows], value = evaluate(made)) =>
    [value, !value && /model/.test(follows) && !evaluate('page|total') ? words.undisclosed : shown(value, unit, how, data)])(numbers[key]);

  const mark = element => element.classList.add('paramsize-changed');
  const write = (element, text) => {
    const before = element.textContent, button = element.nextElementSibling;
    if (before === text) return;
    element.textContent = text;
    mark(element);
    if (button?.ariaLabel) button.ariaLabel = button.ariaLabel.replace(before, () => text);
  };
  const writeNumber = element => {
    const [value, text] = lookUp(element.dataset.live);
    write(element, text);
    element.value = value ? between(value, String, '{low}/{high}') : '';
    element.dataset.label = value ? words.labels[value[2]] : '';
  };
  // A number and the button that opens its working, as the build wrote it elsewhere or might have.
  const sample = root.querySelector('.paramsize-number');
  const opened = key => {
    const found = root.querySelector(`.paramsize-number:has([data-live="${key}"])`);
    const made = (found ?? sample).cloneNode(true), [value, button] = made.children;
    if (!found) button.setAttribute('popovertarget', 'paramsize-' + (value.dataset.live = key));
    return made;
  };
  const choose = element => {
    const key = element.dataset.liveChoice, cases = choices[key];
    const signs = known[key] ??= cases.slice(0, -1).map(([sign]) => evaluate(sign));
    // What cannot be told of a change is no advice; what cannot be told of the first sign, a dash.
    const found = signs.findIndex(sign => sign?.[0] >= 0), index = signs[0] ? found < 0 ? signs.length : found : -1;
    // What stands in a hidden block was built for another model.
    const own = element.own ??= element.closest('[hidden]') ? {} : { index, [index]: [...element.childNodes] };
    if (own.index !== index) {
      const content = index < signs.length ? cases[index]?.[1] ?? ['–'] : cases[index];
      element.replaceChildren(...own[index] ??= content.map(part => {
        if (!part.map) return part;
        const [kind, key] = part;
        if (kind === 'live' && sample && !element.closest('a,' + HEADINGS)) return opened(key);
        const made = make(kind === 'live' ? 'data' : 'span');
        made.dataset[kind] = key;
        if (kind === 'liveChoice') made.own = {};
        return made;
      }));
      element.querySelectorAll('[data-live-choice]').forEach(choose);
      element.querySelectorAll('data').forEach(mark);
      own.index = index;
      mark(element);
    }
  };
  // One bar or several on one scale, as render/bar.py lays them out.
  const draw = svg => {
    const { rows, capacity, unit } = bars[svg.dataset.liveBar];
    const find = name => svg.querySelector(name), labels = svg.querySelectorAll('text'), named = !capacity && labels[0];
    const shapes = [...svg.querySelectorAll('[class^=paramsize-part]')];
    const amounts = rows.map(pieces => pieces.map(([, made]) => evaluate(made) ?? [0, 0, 0]));
    const room = capacity && evaluate(capacity), used = max(...amounts.map(row => total(row.map(value => value[1]))));
    const whole = max(used, room?.[1] ?? 0), limit = 100 * room?.[1] / whole;
    const set = (shape, given) => {
      for (const key in given) shape.setAttribute(key, given[key] + '%');
    };
    find('title').textContent = svg.previousElementSibling.textContent;
    find('desc').textContent = rows.map((pieces, row) => {
      const shares = amounts[row].map(value => whole && 100 * value[1] / whole);
      const raised = shares.map(share => share && max(LEAST, share)), drawn = max(LEAST, total(shares)) / total(raised);
      let x = 0;
      const said = pieces.flatMap(([name], i) => {
        const width = raised[i] * drawn || 0;
        set(shapes.shift(), { x, width: width - min(GAP, width / 2) });
        x += width;
        return shares[i] ? `${name} ${shown(amounts[row][i], unit, 'b', data)}` : [];
      });
      const told = said.join(words.between) || '–';
      return named ? fill(words.changed, { name: labels[row].textContent, value: told }) : told;
    }).join(words.apart);
    if (!capacity) return;
    set(find('.paramsize-room'), { width: limit });
    set(find('.paramsize-beyond'), { x1: limit, x2: max(limit, 100 * used / whole) });
    set(find('.paramsize-limit'), { x: min(limit, 99.8) });
    set(labels[0], { x: limit });
    labels[0].style.textAnchor = limit > 50 ? 'end' : 'start';
  };
  const update = () => {
    follow();
    known = {};
    each('[data-live-choice]', choose);
    each('[data-live-text]', element => write(element, at(element.dataset.liveText)));
    each('[data-live]', writeNumber);
    each('[data-live-row]', row => row.hidden = !(lookUp(row.dataset.liveRow)[0]?.[1] > 0));
    each('[data-live-bar]', draw);
    // A theme's table of contents repeats the headings.
    each(HEADINGS, heading => {
      const text = flat(heading.textContent.replace(heading.querySelector('.headerlink')?.textContent, ''));
      const { id, own = text } = heading;
      if (text !== own) for (const link of document.links) if (link.hash === encodeURI('#' + id) && flat(link.textContent) === own)
        (link.querySelector('span') ?? link).textContent = text;
      heading.own = text;
    });
    each('[data-live-working]', target => redraw({ target, key: target.dataset.liveWorking }));
    const changed = differing();
    each('[data-live-own]', element => element.hidden = changed.some(name => element.dataset.liveOwn.includes(` ${name} `)));
    each('.paramsize-dial', ({ dataset, children: [text, field] }) => {
      const value = field.value = text.textContent = now[dataset.dial];
      if (!field.value) field.add(new Option(value, value, 1, 1));
    });
    ofPage.hidden = !changed[0];
  };
  // A working, once it is opened or as a block, with the reader's numbers put in; the page's own
  // comes back unchanged, and stays where no dial of its number was changed.
  const redraw = ({ target, newState, key = root.querySelector(`.paramsize-open[popovertarget="${target.id}"]`)?.previousElementSibling.dataset.live }) => {
    if (!numbers[key] || newState === 'closed') return;
    const steps = [], own = target.own ??= [...target.children], changed = differing().filter(name => numbers[key][3].includes(name));
    const value = evaluate(numbers[key][0], steps);
    target.replaceChildren(...!changed[0] ? own : [
      target.querySelector('button') ?? '',
      make('p', { className: 'paramsize-value' }, target.querySelector('p').firstChild.data, make('b', {}, shown(value, numbers[key][1], 'x', data))),
      // HTML of the build, and numbers; nothing for a step that cannot be told.
      ...steps.map(([name, given, value]) => value ? make('p', {
        className: 'paramsize-equation',
        innerHTML: fill(templates[name], { ...given.map(value => between(value, exact).replace(/.*[–×].*/, '($&)')), ...counted(between(value, exact)) }),
      }) : ''),
      make('p', { className: 'paramsize-equation' }, [changed[0] && words.dials, ...changed.map(name => fill(words.changed, { name: words.name[name], value: now[name] + (data.models[now[name]]?.source ?? '') }))].join('\n')),
      target.querySelector('dl') ?? '',
      make('p', { className: 'paramsize-label' }, value ? words.label[value[2]] : words.unknown),
    ]);
  };

  // What the reader may do.
  const accept = (name, text) => {
    const { names, free, from, to } = limits[name];
    const value = TABLES[name] && read(name, text);
    if (!TABLES[name])
      return names.find(other => plain(other) === plain(text))
        ?? (free && (start.find?.(text, data.models) ?? (parseSize(text) && text)));
    return value && (from && value[0] < read(name, from)[0] ? from
      : to && value[1] > read(name, to)[1] ? to : value[3] || text);
  };
  // Why a number is a dash.
  const unknown = () => root.querySelector('data[value=""]:not([hidden] *)') && words.unknown;
  const change = (name, given, around) => {
    const text = accept(name, given);
    if (text) say(name, text);
    update();
    note = !text && words.unread || TABLES[name] && text !== given && words.clamped || unknown();
    told = fill(note || words.changed, { name: words.name[name], value: given.slice(0, 40), bound: text, takes: words.takes[name] });
    if (note) tell();
    clearTimeout(timer);
    timer = setTimeout(settle, 400, around);
  };
  const tell = () => {
    each('.paramsize-changed', element => element.classList.remove('paramsize-changed'));
    status.textContent = told;
    status.classList.toggle('paramsize-noted', note);
  };
  // A link within the page that a theme has made absolute, or to the page in another language,
  // would load it without the reader's values.
  const carry = () => {
    for (const link of document.links) if (link.host === location.host && unlocalised(link.pathname) === unlocalised(path)) link.search = location.search;
  };
  const settle = (around = root) => {
    if (!note) {
      // What became of the page's verdicts, which are choices with numbers, then of its figures;
      // where a calculator was changed, of that one.
      const changed = [...around.querySelectorAll('data[data-live].paramsize-changed:not([hidden] *)')];
      const verdict = element => element.closest('[data-live-choice]:not(td *, figcaption *)');
      told = [...new Set([told, ...[...changed.filter(verdict), ...changed].map(element =>
        verdict(element)?.textContent ?? fill(words.changed, { name: figure(element).name, value: element.textContent }))])].slice(0, 3).join(words.apart);
      tell();
    }
    try {
      if (location.pathname !== path) return;
      history.replaceState(history.state, '', address());
      carry();
    } catch { /* a file may have no history */ }
  };
  const address = () => {
    const url = new URL(location), others = url.search.replace('?', '&').replace(/&ps=[^&]*/g, '');
    const mine = differing().map(name => `${name}~${encodeURIComponent(now[name].replace(/,/g, '')).replace(/%20/g, '+')}`);
    url.search = (others + (mine[0] ? '&ps=' + mine : '')).slice(1);
    return url;
  };
  const restore = retried => {
    let missing;
    if (!root.isConnected) return removeEventListener('popstate', restore);
    const given = new URL(location).searchParams.get('ps')?.match(/[^,]+/g) ?? [];
    reset();
    const bad = given[40] || given.filter(part => {
      const [name, text = ''] = part.split(/~(.*)/s), found = limits[name] && accept(name, text);
      if (found) say(name, found);
      else missing ||= limits[name]?.free && retried !== 1;
      return !found || TABLES[name] && found !== text;
    })[0];
    if (missing) load().then(() => restore(1));
    update();
    note = told = bad && !missing ? words.address : unknown();
    tell();
    carry();
  };
  const figure = element => {
    const cell = element.closest('td'), row = cell?.parentNode.cells;
    const working = element.nextElementSibling?.popoverTargetElement;
    const head = cell?.closest('table').rows[0].cells[cell.cellIndex].textContent;
    const name = row ? head === words.value ? row[0].textContent : fill(words.changed, { name: row[0].textContent, value: head }) : working?.children[1].firstChild.data.trim()
      ?? element.parentNode.textContent;
    return { name, text: element.textContent, value: element.value, label: element.dataset.label, unit: numbers[element.dataset.live]?.[1] };
  };
  const offered = block => [...new Set([...block.querySelectorAll('.paramsize-dial')].map(dial => dial.dataset.dial))];
  const figures = block => [...block.querySelectorAll('data[data-live]:not([hidden] *)')].map(figure);
  const copy = text => navigator.clipboard?.writeText(text).then(() => tell(note = told = words.copied)) ?? prompt(words.link, text);
  const acts = {
    reset: () => {
      note = '';
      told = words.reset;
      reset();
      update();
      settle();
    },
    link: () => copy(`${address()}`),
    table: block => copy([[words.what, words.value], ['---', '---'],
      ...offered(block).map(name => [words.name[name], now[name]]),
      ...figures(block).map(figure => [figure.name, figure.text])].map(pair => `| ${pair.join(' | ')} |`).join('\n')),
    json: block => copy(JSON.stringify({ inputs: Object.fromEntries(offered(block).map(name => [name, now[name]])), figures: figures(block) }, 0, 1)),
  };
  const status = make('p', { className: 'paramsize-status', role: 'status' });
  const toolbar = (place, block) => {
    const made = make('div', { className: 'paramsize-tools' }, ...Object.keys(acts).map(key =>
      make('button', { onclick: () => acts[key](block) }, words[key])));
    place.append(made);
    return made;
  };
  sheet.after(status);
  each('.paramsize-calculator', block => tools = toolbar(block, block));
  const ofPage = tools ? {} : tools = toolbar(sheet.parentNode, root);
  each('.paramsize-dial', dial => {
    const { dial: name, choices, from, to } = dial.dataset, listed = choices?.split(' / ');
    const around = dial.closest('.paramsize-calculator') ?? root;
    const limit = limits[name] ??= { names: [inputs[name]], from, to };
    const field = make(listed ? 'select' : 'input', { className: 'paramsize-control', ariaLabel: words.name[name] });
    // A model, of which any may be named.
    limit.free ||= !listed && !TABLES[name];
    listed?.forEach(text => {
      limit.names.push(text);
      field.add(new Option(text));
    });
    dial.replaceChildren(make('span', { ariaHidden: true }), field);
    field.onchange = () => {
      const value = field.value.trim(), go = () => change(name, value, around);
      if (!limit.free || accept(name, value)) go();
      else load().then(go);
    };
    if (listed) return;
    let origin, moved, isOpen;
    // Over the text around it while it is written in, and within the page however near its edge.
    const show = shown => {
      isOpen = shown;
      field.classList.toggle('paramsize-set', !shown);
      field.style.translate = '';
      if (shown) field.style.translate = min(0, document.body.clientWidth - scrollX - field.getBoundingClientRect().right) + 'px';
    };
    // A band keeps its width.
    const move = by => {
      const [low, high] = name === 'model' ? [parseSize(now.model)?.total] : values[name] ?? [];
      const next = [low, high].slice(0, low < high ? 2 : 1).map(x => step(name, x, by)).join('–');
      if (low) change(name, accept(name, next) || now[name], around);
    };
    field.onfocus = () => {
      show(true);
      field.select();
      if (limit.free) load().then(() => {
        field.setAttribute('list', 'paramsize-tools');
        if (!tools.nextSibling) tools.after(start.list?.('paramsize-tools') ?? '');
      });
    };
    field.onblur = () => show();
    field.onkeydown = event => {
      if (event.isComposing) return;
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      show(!/^E.[ct]/.test(event.key));
      if (by) event.preventDefault(), move(by);
      if (event.key === 'Escape') field.value = now[name];
    };
    // Dragging sideways steps through values; a click without it edits.
    field.onpointerdown = event => {
      origin = event.clientX;
      moved = 0;
      field.setPointerCapture(event.pointerId);
    };
    field.onmousedown = event => isOpen || event.preventDefault();
    field.onpointermove = event => {
      const by = Math.sign(((event.clientX - origin) / 16 | 0) - moved);
      if (event.buttons && by && !isOpen) moved += by, move(by);
    };
    field.onclick = () => moved || show(true, field.focus());
  });
  root.addEventListener('beforetoggle', redraw, true);
  root.onclick = () => status.classList.remove('paramsize-noted');
  addEventListener('popstate', restore);
  update();
  restore();
};

const start = () => document.querySelectorAll('.paramsize-sheet').forEach(open);
// The script may come again with another page. No id that a heading is given has this name.
if (globalThis.document) (window.paramsize$ ??= (
  addEventListener('DOMContentLoaded', start), window.document$?.subscribe(start), start))();
