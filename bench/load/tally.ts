/** Answers of one kind: a status, with the refusal's code where there is one. */
export type Kind = {
  count: number
  /** Of those, how many came before the time was over. */
  in_time: number
  /** In-time answers a second. */
  per_s: number
  p50_ms: number
  p95_ms: number
  p99_ms: number
  max_ms: number
  /** When the first and the last of them came, counted from the start. */
  first_ms: number
  last_ms: number
  /** The first body of this kind, at most 2,000 bytes, one byte a character. */
  body: string
}

/** Takes the time of every single answer; percentiles are exact. */
export class Series {
  private times = new Float64Array(1_024)
  count = 0
  in_time = 0
  first_at = Number.NaN
  last_at = Number.NaN
  body = ''

  add(ms: number, at: number, is_in_time: boolean): void {
    if (this.count === this.times.length) {
      const wider = new Float64Array(this.count * 2)
      wider.set(this.times)
      this.times = wider
    }
    this.times[this.count] = ms
    if (this.count === 0) this.first_at = at
    this.last_at = at
    this.count += 1
    if (is_in_time) this.in_time += 1
  }

  /** `started_at` on the clock of `add`; `seconds` is what the rate is counted over. */
  sum(started_at: number, seconds: number): Kind {
    const sorted = this.times.slice(0, this.count).sort()
    const at = (share: number) => tidy(sorted[Math.ceil(share * this.count) - 1] ?? Number.NaN)
    return {
      count: this.count,
      in_time: this.in_time,
      per_s: seconds > 0 ? tidy(this.in_time / seconds) : 0,
      p50_ms: at(0.5),
      p95_ms: at(0.95),
      p99_ms: at(0.99),
      max_ms: at(1),
      first_ms: tidy(this.first_at - started_at),
      last_ms: tidy(this.last_at - started_at),
      body: this.body.slice(0, 2_000),
    }
  }
}

const tidy = (value: number): number => Math.round(value * 100) / 100
