// Places for the nodes of a directed graph without cycles: a column by depth, a lane within it. A link that spans
// columns gets a stop in each of them, so that nothing runs through a node; links of one node share their stops, as one
// line that they branch off from.

export interface Link {
  readonly from: number;
  readonly to: number;
}

export interface Place {
  readonly column: number;
  /** From 0; fractions lie between. */
  readonly lane: number;
}

export interface Layout {
  readonly columns: number;
  readonly lanes: number;
  readonly places: readonly Place[];
  /** Of each link, the stops between its ends, in order. */
  readonly stops: readonly (readonly Place[])[];
}

interface Item {
  readonly column: number;
  /** On the way of a link, no node. */
  readonly stop: boolean;
  lane: number;
  readonly before: number[];
  readonly after: number[];
}

const SWEEPS = 8;

export function layoutGraph(count: number, links: readonly Link[]): Layout {
  const depth = depths(count, links);
  const items: Item[] = depth.map((column) => ({ column, stop: false, lane: 0, before: [], after: [] }));
  const shared = new Map<string, number>();
  const stops = links.map((link, k) => {
    const { from, to } = link;
    const line = hasTwin(link, links) ? `${from}, ${k}` : String(from);
    const own: number[] = [];
    let last = from;
    for (let column = (depth[from] ?? 0) + 1; column <= (depth[to] ?? 0); column++) {
      const key = `${line}: ${column}`;
      const known = shared.get(key);
      const next =
        column === depth[to] ? to : (known ?? items.push({ column, stop: true, lane: 0, before: [], after: [] }) - 1);
      if (next !== to) {
        shared.set(key, next);
        own.push(next);
      }
      if (next === to || known === undefined) {
        items[last]?.after.push(next);
        items[next]?.before.push(last);
      }
      last = next;
    }
    return own;
  });
  const columns = columnsOf(items);
  order(items, columns);
  settle(items, columns);
  const lowest = Math.min(...items.map((i) => i.lane));
  const place = (i: number): Place => ({ column: items[i]?.column ?? 0, lane: (items[i]?.lane ?? 0) - lowest });
  return {
    columns: columns.length,
    lanes: Math.max(...items.map((i) => i.lane)) - lowest + 1,
    places: depth.map((_, i) => place(i)),
    stops: stops.map((own) => own.map(place)),
  };
}

const hasTwin = (a: Link, links: readonly Link[]): boolean =>
  links.some((b) => b !== a && b.from === a.from && b.to === a.to);

/** The longest way from a source; sources stand right before what they are first used by. */
function depths(count: number, links: readonly Link[]): number[] {
  const depth = new Array<number>(count).fill(0);
  // Two links between the same nodes need a stop each, or they would lie on each other.
  const span = links.map((l) => (hasTwin(l, links) ? 2 : 1));
  const at = (i: number): number => depth[i] ?? 0;
  for (let moved = true, round = 0; moved && round <= count; round++) {
    moved = false;
    for (const [i, { from, to }] of links.entries()) {
      const least = at(from) + (span[i] ?? 1);
      if (at(to) >= least) continue;
      depth[to] = least;
      moved = true;
    }
  }
  for (let i = 0; i < count; i++) {
    const own = [...links.entries()].filter(([, l]) => l.from === i);
    if (own.length > 0 && !links.some((l) => l.to === i))
      depth[i] = Math.min(...own.map(([k, l]) => at(l.to) - (span[k] ?? 1)));
  }
  return depth;
}

function columnsOf(items: readonly Item[]): number[][] {
  const columns: number[][] = [];
  for (const [i, { column }] of items.entries()) (columns[column] ??= []).push(i);
  return Array.from(columns, (c) => c ?? []);
}

const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

/** Fewest crossings that a few sweeps of averaging find. */
function order(items: readonly Item[], columns: number[][]): void {
  const rank = new Array<number>(items.length).fill(0);
  const number = (): void => columns.forEach((c) => c.forEach((item, k) => (rank[item] = k - (c.length - 1) / 2)));
  const crossings = (): number => {
    let total = 0;
    for (const column of columns) {
      const ends = column.flatMap((i) => (items[i]?.after ?? []).map((j) => [rank[i] ?? 0, rank[j] ?? 0] as const));
      for (const [a, b] of ends) for (const [c, d] of ends) if (a < c && b > d) total++;
    }
    return total;
  };
  number();
  let best = columns.map((c) => [...c]);
  let least = crossings();
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const side = sweep % 2 === 0 ? 'before' : 'after';
    for (const column of side === 'before' ? columns : [...columns].reverse()) {
      const wish = new Map(
        column.map((i) => {
          const near = items[i]?.[side] ?? [];
          return [i, near.length > 0 ? mean(near.map((j) => rank[j] ?? 0)) : (rank[i] ?? 0)];
        }),
      );
      column.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      column.forEach((item, k) => (rank[item] = k - (column.length - 1) / 2));
    }
    const now = crossings();
    if (now >= least) continue;
    least = now;
    best = columns.map((c) => [...c]);
  }
  for (const [i, c] of best.entries()) columns[i] = c;
}

/** Every item near the middle of its neighbours, one lane apart at least, in the order of its column. */
function settle(items: readonly Item[], columns: readonly (readonly number[])[]): void {
  for (const column of columns) column.forEach((i, k) => ((items[i] as Item).lane = k - (column.length - 1) / 2));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 === 0 ? 'before' : 'after';
    for (const column of side === 'before' ? columns : [...columns].reverse()) {
      const wishes = column.map((i, k) => {
        const item = items[i] as Item;
        const near = item[side].length > 0 ? item[side] : item[side === 'before' ? 'after' : 'before'];
        return (
          (near.length > 0
            ? middle(
                near.map((j) => items[j] as Item),
                item,
              )
            : item.lane) - k
        );
      });
      for (const [k, y] of rising(wishes).entries()) (items[column[k] as number] as Item).lane = y + k;
    }
  }
}

/** Lines stay straight, and so does the way through the operations: sources and what branches off hardly pull. */
function middle(near: readonly Item[], item: Item): number {
  const weight = (other: Item): number =>
    other.stop === item.stop && (other.stop || other.before.length > 0) ? 1 : 0.02;
  const total = near.reduce((sum, other) => sum + weight(other), 0);
  return near.reduce((sum, other) => sum + weight(other) * other.lane, 0) / total;
}

/** The nearest list that never falls: neighbours that fall are pooled at their mean. */
function rising(wishes: readonly number[]): number[] {
  const pools: { sum: number; size: number }[] = [];
  for (const wish of wishes) {
    pools.push({ sum: wish, size: 1 });
    for (;;) {
      const [p, q] = pools.slice(-2);
      if (!p || !q || p.sum / p.size <= q.sum / q.size) break;
      pools.splice(-2, 2, { sum: p.sum + q.sum, size: p.size + q.size });
    }
  }
  return pools.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
}
