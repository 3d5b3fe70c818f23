import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { learnClock } from '../shared/api/clock.ts'
import { queryConfig } from '../shared/api/query.ts'
import { LanguageProvider } from '../shared/i18n/language.tsx'
import { ToastProvider } from '../shared/ui/toast.tsx'
import { Routes } from './routes.tsx'
import { Shell } from './shell/shell.tsx'

const client = new QueryClient(queryConfig)
void learnClock()

export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={client}>
        <ToastProvider>
          <Shell>
            <Routes />
          </Shell>
        </ToastProvider>
      </QueryClientProvider>
    </LanguageProvider>
  )
}
