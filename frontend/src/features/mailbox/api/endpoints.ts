import { type ListMailApiResponse, mailboxEndpoints } from './generated';

export const endpoints = mailboxEndpoints.enhanceEndpoints({
  endpoints: { listMail: { providesTags: ['Mail'] } },
});

export const { useListMailQuery } = endpoints;

export type Mail = ListMailApiResponse['data'][number];
