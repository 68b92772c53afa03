import { type ListMailsApiResponse, mailsEndpoints } from './generated';

export const endpoints = mailsEndpoints.enhanceEndpoints({
  endpoints: { listMails: { keepUnusedDataFor: 30 } },
});

export const { useListMailsQuery } = endpoints;

export type Delivery = ListMailsApiResponse['data'][number];
