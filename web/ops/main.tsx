import { createRoot } from 'react-dom/client'
import { OpsApp } from './app.tsx'

createRoot(document.getElementById('root')!).render(<OpsApp />)
