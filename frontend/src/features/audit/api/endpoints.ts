import {
  auditEndpoints,
  type ListAuditEventsApiResponse,
  type ListSecurityLogApiResponse,
} from './generated';

export const endpoints = auditEndpoints.enhanceEndpoints({
  endpoints: {
    listSecurityLog: { providesTags: ['SecurityLog'] },
    listAuditEvents: { keepUnusedDataFor: 30 },
  },
});

export const { useListSecurityLogQuery, useListAuditEventsQuery } = endpoints;

export type SecurityEvent = ListSecurityLogApiResponse['data'][number];
export type AuditEvent = ListAuditEventsApiResponse['data'][number];
