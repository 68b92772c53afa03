import { sessionsEndpoints } from './generated';

/** Ended sessions leave the list at once and come back if the server refuses. */
export const endpoints = sessionsEndpoints.enhanceEndpoints({
  endpoints: {
    listSessions: { providesTags: ['Session'] },
    endSession: {
      async onQueryStarted({ id }, { dispatch, queryFulfilled }) {
        const patch = dispatch(
          sessionsEndpoints.util.updateQueryData('listSessions', { limit: 100 }, (list) => {
            list.data = list.data.filter((entry) => entry.id !== id);
          }),
        );
        queryFulfilled.catch(patch.undo);
      },
      invalidatesTags: (_result, error) => (error ? [] : ['SecurityLog']),
    },
    endOtherSessions: {
      async onQueryStarted(_argument, { dispatch, queryFulfilled }) {
        const patch = dispatch(
          sessionsEndpoints.util.updateQueryData('listSessions', { limit: 100 }, (list) => {
            list.data = list.data.filter((entry) => entry.current);
          }),
        );
        queryFulfilled.catch(patch.undo);
      },
      invalidatesTags: (_result, error) => (error ? [] : ['SecurityLog']),
    },
  },
});

export const { useListSessionsQuery, useEndSessionMutation, useEndOtherSessionsMutation } =
  endpoints;
