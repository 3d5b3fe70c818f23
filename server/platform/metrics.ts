import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  request: (method: string, route: string, status: number, seconds: number) => void
  /** Something that happened, counted by kind: `count('refused', { code })`. */
  counter: (name: string, help: string, labels?: string[]) => Counter
  gauge: (
    name: string,
    help: string,
    read: (gauge: Gauge) => void | Promise<void>,
    labels?: string[],
  ) => void
}

/** The process's own figures in Prometheus' text form, at `/metrics`. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_seconds',
    help: 'time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  // There are as many as routes and statuses; looking labels up by their values costs more than counting.
  const of_route = new Map<string, ReturnType<typeof requests.labels>>()
  return {
    registry,
    request: (method, route, status, seconds) => {
      const name = `${method} ${route} ${status}`
      let one = of_route.get(name)
      if (!one) {
        one = requests.labels({ method, route, status })
        of_route.set(name, one)
      }
      one.observe(seconds)
    },
    counter: (name, help, labelNames = []) =>
      new Counter({ name, help, labelNames, registers: [registry] }),
    gauge: (name, help, read, labelNames = []) => {
      new Gauge({
        name,
        help,
        labelNames,
        registers: [registry],
        async collect() {
          await read(this)
        },
      })
    },
  }
}
