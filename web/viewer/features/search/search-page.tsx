import { Search, Trash2, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { ProductGrid } from '../product/product-grid.tsx'
import './search.css'
import { useLanguage } from '../../../shared/i18n/language.tsx'
import { searchWords } from './search.words.ts'

const SHELF = 'searched'
const searched = (): string[] => JSON.parse(localStorage.getItem(SHELF) ?? '[]') as string[]

/** Products by words and category; the words stand in the address. */
export function SearchPage() {
  const t = useWords(searchWords)
  const { language } = useLanguage()
  const [, go] = useLocation()
  const [params] = useSearchParams()
  const q = params.get('q') ?? ''
  const [words, setWords] = useState(q)
  const [recent, setRecent] = useState(searched)
  const [category, setCategory] = useState('')
  const categories = useRoute('GET /v1/categories', undefined, { staleTime: 600_000 })
  const pages = usePages('GET /v1/products', {
    query: { limit: 20, ...(q ? { q } : {}), ...(category ? { category_id: category } : {}) },
  })
  const search = (next: string) => {
    setWords(next)
    if (next) {
      const kept = [next, ...recent.filter((one) => one !== next)].slice(0, 8)
      localStorage.setItem(SHELF, JSON.stringify(kept))
      setRecent(kept)
    }
    go(paths.search(next || undefined), { replace: true })
  }
  return (
    <Page title={t('search')} root>
      <search>
        <form
          className="search-form"
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            search(words.trim())
          }}
        >
          <label className="search-box">
            <Search size={18} aria-hidden />
            <input
              type="search"
              enterKeyHint="search"
              maxLength={100}
              value={words}
              placeholder={t('hint')}
              aria-label={t('hint')}
              onChange={({ target }) => setWords(target.value)}
            />
          </label>
          {words && (
            <IconButton label={t('clear')} onClick={() => search('')}>
              <X size={20} aria-hidden />
            </IconButton>
          )}
          <Button type="submit">{t('go')}</Button>
        </form>
      </search>
      {!q && recent.length > 0 && (
        <section className="search-recent">
          <div className="row">
            <h2 className="faint grow">{t('recent')}</h2>
            <IconButton
              label={t('forget')}
              onClick={() => {
                localStorage.removeItem(SHELF)
                setRecent([])
              }}
            >
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </div>
          <div className="search-words">
            {recent.map((one) => (
              <button key={one} type="button" className="clip" onClick={() => search(one)}>
                {one}
              </button>
            ))}
          </div>
        </section>
      )}
      <div className="search-tabs">
        <Tabs
          label={t('categories')}
          value={category}
          onChange={setCategory}
          tabs={[
            { value: '', words: t('all') },
            ...(categories.data?.data ?? [])
              .filter(({ parent_id }) => parent_id === null)
              .map(({ id, name_zh, name_en }) => ({
                value: id,
                words: language === 'en' ? name_en : name_zh,
              })),
          ]}
        />
      </div>
      <h2 className="sr-only">{q ? t('results') : t('everything')}</h2>
      <ProductGrid
        pages={pages}
        empty={{
          icon: Search,
          title: q ? t('none', { q }) : t('nothing'),
          ...(q ? { words: t('none_hint') } : {}),
        }}
      />
    </Page>
  )
}
