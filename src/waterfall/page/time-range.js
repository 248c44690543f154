// The part of a trace's time that the waterfall shows.

const SHORTEST = 10;

export class TimeRange {
  constructor(duration) {
    this.whole = Math.max(duration, 1);
    this.reset();
  }

  get length() {
    return this.to - this.from;
  }

  get isWhole() {
    return this.from === 0 && this.to === this.whole;
  }

  reset() {
    this.from = 0;
    this.to = this.whole;
  }

  /** Within the trace, and not shorter than can be drawn. */
  set(from, to) {
    const length = Math.min(Math.max(to - from, SHORTEST), this.whole);
    this.from = Math.max(0, Math.min(from, this.whole - length));
    this.to = this.from + length;
  }

  /** `factor` below 1 zooms in; the moment `around` stays where it is. */
  zoom(factor, around) {
    const before = (around - this.from) / this.length;
    const length = this.length * factor;
    this.set(around - before * length, around + (1 - before) * length);
  }

  move(nanos) {
    this.set(this.from + nanos, this.to + nanos);
  }

  /** A moment's place, in percent of the width. */
  percent(nanos) {
    return ((nanos - this.from) / this.length) * 100;
  }

  /** Round moments, about `wanted` of them. */
  ticks(wanted) {
    const rough = this.length / Math.max(1, wanted);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
    const ticks = [];
    for (let at = Math.ceil(this.from / step) * step; at < this.to; at += step) ticks.push(at);
    return ticks;
  }
}
