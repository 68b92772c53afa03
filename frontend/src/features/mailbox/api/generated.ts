// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listMail: build.query<ListMailApiResponse, ListMailApiArg>({
      query: () => ({ url: `/api/v1/notifications/mailbox` }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as mailboxEndpoints };
export type ListMailApiResponse = /** status 200 Success */ MailboxAnswer;
export type ListMailApiArg = void;
export type MailboxMail = {
  id: string;
  kind: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  created_at: string;
};
export type MailboxAnswer = {
  data: MailboxMail[];
};
export const { useListMailQuery } = injectedRtkApi;
