// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listMail: build.query<ListMailApiResponse, ListMailApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/notifications/mailbox`,
        params: {
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as mailboxEndpoints };
export type ListMailApiResponse = /** status 200 OK */ MailList;
export type ListMailApiArg = {
  limit?: number;
  cursor?: string;
};
export type Mail = {
  id: string;
  to: string;
  subject: string;
  text: string;
  created_at: string;
};
export type MailList = {
  data: Mail[];
  next_cursor: string | null;
};
export const { useListMailQuery } = injectedRtkApi;
