/**
 * What happens now, to whoever is connected now: room frames, presence, revocations. Nothing here is kept;
 * what must not be lost goes through the outbox. In one process it is an emitter; a broker can stand behind it.
 */
export type LiveBus = {
  send: (topic: string, message: unknown) => void
  on: (topic: string, hear: (message: any) => void) => () => void
}

export function makeLiveBus(): LiveBus {
  const topics = new Map<string, Set<(message: any) => void>>()
  return {
    send: (topic, message) => {
      for (const hear of topics.get(topic) ?? []) hear(message)
    },
    on: (topic, hear) => {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners)
      listeners.add(hear)
      return () => {
        listeners.delete(hear)
        if (listeners.size === 0) topics.delete(topic)
      }
    },
  }
}
