import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const DIST = join(import.meta.dirname, '../../dist')

type Page = {
  text: string /** What its own scripts hash to, for the content security policy. */
  scripts: string[]
}

/**
 * An app's page as the last build wrote it, read again when it is another: it names its parts by what is in them, so an
 * old page would ask for parts that are not there. While a build is writing, the page before it is kept.
 */
export function freshPage(file: string): () => Promise<Page> {
  let kept: (Page & { written: number }) | undefined
  return async () => {
    try {
      const written = (await stat(file)).mtimeMs
      if (kept?.written === written) return kept
      const text = await readFile(file, 'utf8')
      const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
        ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
      )
      kept = { text, scripts, written }
    } catch (error) {
      if (!kept) throw error
    }
    return kept
  }
}

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
    const page = freshPage(join(folder, 'index.html'))
    const send = async (_request: unknown, reply: any) => {
      const { text, scripts } = await page()
      return reply
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
        .send(text)
    }
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
