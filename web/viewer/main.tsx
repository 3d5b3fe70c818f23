import { createRoot } from 'react-dom/client'
import '../shared/ui/tokens.css'
import '../shared/ui/base.css'
import { App } from './app.tsx'
import './viewer.css'

createRoot(document.getElementById('root') as HTMLElement).render(<App />)
