import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const DIST = join(import.meta.dirname, '../../dist')

/** Serves the built apps: hashed assets for ever, pages fresh, unknown paths inside an app by the app itself. */
export async function serveWebApps(
  app: FastifyInstance,
  media_origin: () => string,
): Promise<void> {
  for (const { name, base } of [
    { name: 'studio', base: '/studio' },
    { name: 'ops', base: '/ops' },
    { name: 'viewer', base: '' },
  ]) {
    const folder = join(DIST, name)
    if (!existsSync(join(folder, 'index.html'))) continue
    const page = readFileSync(join(folder, 'index.html'), 'utf8')
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      (found) =>
        `'sha256-${createHash('sha256')
          .update(found[1] ?? '')
          .digest('base64')}'`,
    )
    const send = (_request: unknown, reply: any) =>
      reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-cache',
          'content-security-policy': [
            "default-src 'none'",
            `script-src 'self' ${scripts.join(' ')}`,
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            `connect-src 'self' ws: wss: ${media_origin()}`,
            `media-src 'self' blob: ${media_origin()}`,
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
          ].join('; '),
        })
        .send(page)
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: `${base}/assets/`,
      decorateReply: false,
      immutable: true,
      maxAge: '365d',
      index: false,
      schemaHide: true,
    } as any)
    app.get(base === '' ? '/' : base, { schema: { hide: true } as any }, send)
    app.get(`${base}/*`, { schema: { hide: true } as any }, (request: any, reply: any) => {
      const path = String(request.params['*'] ?? '')
      if (base === '' && /^(v1|files|docs|sandbox|metrics|healthz|openapi)(\/|$|\.)/.test(path))
        return reply.callNotFound()
      if (path.includes('.')) return reply.callNotFound()
      return send(request, reply)
    })
  }
}
