import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { renewAheadOfTime } from '@/lib/auth/proactive-refresh';
import { session } from '@/lib/auth/session';
import { startI18n } from '@/lib/i18n/i18n';
import { applyTheme } from '@/lib/preferences/local-preferences';
import '@/app/styles.css';

applyTheme();
renewAheadOfTime(session);
void session.resume();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
