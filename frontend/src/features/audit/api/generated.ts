// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listSecurityLog: build.query<
      ListSecurityLogApiResponse,
      ListSecurityLogApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/security-log`,
        params: {
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
    listAuditEvents: build.query<
      ListAuditEventsApiResponse,
      ListAuditEventsApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/audit-events`,
        params: {
          actor: queryArg.actor,
          action: queryArg.action,
          since: queryArg.since,
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as auditEndpoints };
export type ListSecurityLogApiResponse = /** status 200 OK */ SecurityLog;
export type ListSecurityLogApiArg = {
  limit?: number;
  cursor?: string;
};
export type ListAuditEventsApiResponse = /** status 200 OK */ AuditEventList;
export type ListAuditEventsApiArg = {
  actor?: string;
  action?: string;
  since?: string;
  limit?: number;
  cursor?: string;
};
export type SecurityEvent = {
  id: string;
  created_at: string;
  action: string;
  ip: string | null;
  user_agent: string | null;
};
export type SecurityLog = {
  data: SecurityEvent[];
  next_cursor: string | null;
};
export type AuditEvent = {
  id: string;
  created_at: string;
  actor: string | null;
  action: string;
  target: string | null;
  ip: string | null;
  detail?: {
    [key: string]: any;
  };
};
export type AuditEventList = {
  data: AuditEvent[];
  next_cursor: string | null;
};
export const { useListSecurityLogQuery, useListAuditEventsQuery } =
  injectedRtkApi;
