import type { RouteObject } from 'react-router';
import { RouteError } from '@/components/errors/route-error';
import { Boot } from '@/components/layouts/boot';
import { loadAllWords } from '@/lib/i18n/i18n';
import { Frame } from './routes/frame';
import { PublicLayout } from './routes/public/layout';

const withStore = async () => {
  const [route] = await Promise.all([import('./routes/with-store'), loadAllWords()]);
  return route;
};

/**
 * Every page is a chunk of its own; portal and admin pages share their layout's. The first pages of a visit,
 * sign-in and sign-up, do without the store: it arrives while the form is being filled in.
 */
export const routes: RouteObject[] = [
  {
    Component: Frame,
    ErrorBoundary: RouteError,
    HydrateFallback: Boot,
    children: [
      {
        Component: PublicLayout,
        children: [
          { path: 'sign-in', lazy: () => import('./routes/public/sign-in') },
          { path: 'sign-up', lazy: () => import('./routes/public/sign-up') },
          {
            lazy: withStore,
            children: [
              { path: 'check-mail', lazy: () => import('./routes/public/check-mail') },
              { path: 'verify', lazy: () => import('./routes/public/verify') },
              { path: 'forgot', lazy: () => import('./routes/public/forgot') },
              { path: 'reset', lazy: () => import('./routes/public/reset') },
              {
                path: 'undo-email-change',
                lazy: () => import('./routes/public/undo-email-change'),
              },
              { path: 'confirm-email', lazy: () => import('./routes/public/confirm-email') },
            ],
          },
        ],
      },
      {
        lazy: withStore,
        children: [
          { path: 'mailbox', lazy: () => import('./routes/public/mailbox') },
          {
            lazy: () => import('./routes/portal/layout'),
            children: [
              { index: true, lazy: () => import('./routes/portal/overview') },
              { path: 'profile', lazy: () => import('./routes/portal/profile') },
              { path: 'security', lazy: () => import('./routes/portal/security') },
              { path: 'sessions', lazy: () => import('./routes/portal/sessions') },
              { path: 'preferences', lazy: () => import('./routes/portal/preferences') },
              { path: 'security-log', lazy: () => import('./routes/portal/security-log') },
              { path: 'delete-account', lazy: () => import('./routes/portal/delete-account') },
              {
                path: 'admin',
                lazy: () => import('./routes/admin/layout'),
                children: [
                  { path: 'users', lazy: () => import('./routes/admin/users') },
                  { path: 'users/:id', lazy: () => import('./routes/admin/user') },
                  { path: 'mails', lazy: () => import('./routes/admin/mails') },
                  { path: 'audit', lazy: () => import('./routes/admin/audit') },
                  { path: 'limits', lazy: () => import('./routes/admin/limits') },
                  { path: 'health', lazy: () => import('./routes/admin/health') },
                ],
              },
            ],
          },
        ],
      },
      { path: '*', lazy: () => import('./routes/public/not-found') },
    ],
  },
];
