import './tabs.css'

/** A row of tabs that choose what is listed below; counts of nought are not shown. */
export function Tabs<T extends string>({
  label,
  tabs,
  value,
  onChange,
  look = 'line',
}: {
  label: string
  tabs: readonly { value: T; words: string; count?: number | undefined }[]
  value: T
  onChange: (value: T) => void
  look?: 'line' | 'over-video'
}) {
  return (
    <fieldset className={`ui-tabs ui-tabs-${look}`} aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          aria-pressed={tab.value === value}
          onClick={() => onChange(tab.value)}
        >
          {tab.words}
          {tab.count ? <span className="num">{tab.count}</span> : null}
        </button>
      ))}
    </fieldset>
  )
}
