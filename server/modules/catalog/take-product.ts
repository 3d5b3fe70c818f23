import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { ContentWish } from './content.ts'
import { noteFindings, openDraft } from './drafts.sql.ts'
import { cutText, htmlToText } from './html-to-text.ts'
import type { Import, Outcome } from './import.ts'
import { type ByHandle, findByHandle, noteRows } from './imports.sql.ts'
import { type Content, type Finding, OWN_SOURCE } from './product.ts'
import { missingParts } from './review-listing.ts'
import { saveDraft, startProduct } from './save-draft.ts'
import type { ImportedProduct, RowFinding } from './shopify-csv.ts'
import { findingsOf, handIn } from './submit-draft.ts'

const TEXT_BLOCKS = 58
const BLOCK_LETTERS = 2_000

/** What an import of this product would come to; nothing is written. */
export async function foreseeProduct(
  db: Db,
  job: Pick<Import, 'shop_id' | 'category_id'>,
  product: ImportedProduct,
): Promise<{ outcome: Outcome; standing: ByHandle | undefined }> {
  if (product.findings.some((finding) => !finding.is_warning))
    return { outcome: 'error', standing: undefined }
  const standing = await findByHandle(db, job.shop_id, product.handle)
  if (!standing) return { outcome: 'created', standing }
  return {
    outcome: standing.import_hash === digest(job, product) ? 'unchanged' : 'updated',
    standing,
  }
}

/**
 * Takes one product of a file over: a new product or a new draft of the one with its handle, handed in for
 * review unless the rules already say no. The same rows again change nothing, also after the shop worked on
 * the product: the digest of what was taken last decides.
 */
export async function takeProduct(
  tx: Tx,
  job: Import,
  product: ImportedProduct,
  now: Date,
): Promise<Outcome> {
  await noteRows(tx, job.id, product.findings)
  const { outcome, standing } = await foreseeProduct(tx, job, product)
  if (outcome === 'error' || outcome === 'unchanged') return outcome
  const writer = { shop_id: job.shop_id, account_id: job.started_by, now }
  const wish = wishOf(job, product, standing && (await latestContent(tx, standing.id)))
  const product_id = standing?.id ?? (await startProduct(tx, writer, wish, product.handle))
  if (standing) await saveDraft(tx, writer, standing.id, wish)
  await rows(tx)`update products set import_hash = ${digest(job, product)} where id = ${product_id}`
  const draft = await openDraft(tx, product_id)
  if (!draft) return outcome
  const findings = [
    ...missingParts(draft.content),
    ...draft.content.skus.flatMap((sku, index): Finding[] =>
      sku.price === 0
        ? [
            {
              field: `skus/${index}/price`,
              code: 'price_missing',
              words: 'The price is 0',
              by: 'rule',
              blocks: true,
            },
          ]
        : [],
    ),
    ...(await findingsOf(tx, product_id, draft.content, now)),
  ]
  const blocking = findings.filter((finding) => finding.blocks)
  if (blocking.length === 0 && product.is_published)
    await handIn(
      tx,
      { shop_id: job.shop_id, product_id, account_id: job.started_by, now },
      draft,
      findings,
    )
  else {
    await noteFindings(tx, draft.id, findings)
    await noteRows(tx, job.id, keptAsDraft(product, blocking))
  }
  return outcome
}

const digest = ({ category_id }: Pick<Import, 'category_id'>, { hash }: ImportedProduct): string =>
  `${hash}.${category_id}`

/** Why a product that was taken was not handed in for review. */
const keptAsDraft = (product: ImportedProduct, blocking: readonly Finding[]): RowFinding[] =>
  (product.is_published
    ? blocking
    : [{ field: '', code: 'not_published', words: 'Not published in the file: kept as a draft' }]
  ).map(({ field, code, words }) => ({
    line: product.line,
    handle: product.handle,
    field,
    code,
    words,
    is_warning: true,
  }))

/** What the file does not say (pictures, promise to ship) stays as the shop last had it. */
function wishOf(
  job: Pick<Import, 'category_id'>,
  product: ImportedProduct,
  latest: Content | undefined,
): ContentWish {
  const picture_of = new Map(
    latest?.skus.map((sku) => [JSON.stringify(sku.option_values), sku.picture_id]),
  )
  return {
    title: product.title,
    category_id: job.category_id,
    picture_ids: latest?.picture_ids ?? [],
    blocks: [
      ...cutText(htmlToText(product.html), BLOCK_LETTERS)
        .slice(0, TEXT_BLOCKS)
        .map((text) => ({ kind: 'text' as const, text })),
      ...(latest?.blocks.filter((block) => block.kind !== 'text') ?? []),
    ].slice(0, 60),
    option_names: product.option_names,
    skus: product.variants.map((variant) => ({
      ...variant,
      picture_id: picture_of.get(JSON.stringify(variant.option_values)) ?? null,
    })),
    ship_within_hours: latest?.ship_within_hours ?? 48,
    source: OWN_SOURCE,
  }
}

const latestContent = async (tx: Tx, product_id: string): Promise<Content | undefined> =>
  (
    await row<{ content: Content }>(tx)`
      select content from product_drafts where product_id = ${product_id} and state <> 'dropped' order by id desc limit 1`
  )?.content
