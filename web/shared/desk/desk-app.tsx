import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { type ReactNode, useMemo, useState } from 'react'
import { learnClock } from '../api/clock.ts'
import { queryConfig } from '../api/query.ts'
import { LanguageProvider, useLanguage } from '../i18n/language.tsx'
import '../ui/tokens.css'
import '../ui/base.css'
import './content.css'
import './desk.css'
import { type DeskLook, deskTheme } from './theme.ts'

void learnClock()

/** What both desktop apps stand on: language, cache, antd with our theme and its words. */
export function DeskApp({ look, children }: { look: DeskLook; children: ReactNode }) {
  const [client] = useState(() => new QueryClient(queryConfig))
  return (
    <LanguageProvider>
      <QueryClientProvider client={client}>
        <Themed look={look}>{children}</Themed>
      </QueryClientProvider>
    </LanguageProvider>
  )
}

function Themed({ look, children }: { look: DeskLook; children: ReactNode }) {
  const { language } = useLanguage()
  const theme = useMemo(() => deskTheme(look), [look])
  return (
    <ConfigProvider
      locale={language === 'en' ? enUS : zhCN}
      theme={theme}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App
        component="div"
        className="desk-app"
        message={{ maxCount: 3 }}
        style={
          {
            '--accent': look.accent,
            '--accent-hover': look.accent_hover,
            '--accent-bg': look.accent_bg,
          } as React.CSSProperties
        }
      >
        {children}
      </App>
    </ConfigProvider>
  )
}
