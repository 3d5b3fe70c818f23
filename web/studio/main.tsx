import { createRoot } from 'react-dom/client'
import { StudioApp } from './app.tsx'

createRoot(document.getElementById('root')!).render(<StudioApp />)
