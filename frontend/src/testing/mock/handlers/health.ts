import { HttpResponse, http } from 'msw';

export const healthHandlers = () => [
  http.get('*/livez', () => HttpResponse.json({ status: 'ok' })),
  http.get('*/readyz', () => HttpResponse.json({ status: 'ok' })),
];
