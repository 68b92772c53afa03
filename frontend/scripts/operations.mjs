// Which operations of the API the portal uses, by feature, and the name each has in the generated code.
// The names are ours, so that the portal's code does not depend on the document's operation ids.
export const operations = {
  sign_up: {
    signUp: 'POST /api/v1/auth/register',
    resendVerification: 'POST /api/v1/auth/email/verify/resend',
  },
  sign_in: {
    signIn: 'POST /api/v1/auth/login',
    getSession: 'GET /api/v1/auth/session',
    reauthenticate: 'POST /api/v1/auth/reauthenticate',
  },
  sessions: {
    listSessions: 'GET /api/v1/auth/sessions',
    endSession: 'DELETE /api/v1/auth/sessions/{id}',
    endOtherSessions: 'DELETE /api/v1/auth/sessions',
  },
  password: {
    getPasswordPolicy: 'GET /api/v1/auth/password/policy',
    forgotPassword: 'POST /api/v1/auth/password/forgot',
    resetPassword: 'POST /api/v1/auth/password/reset',
    changePassword: 'POST /api/v1/auth/password/change',
  },
  email: {
    verifyEmail: 'POST /api/v1/auth/email/verify',
    changeEmail: 'POST /api/v1/auth/email/change',
    confirmEmailChange: 'POST /api/v1/auth/email/change/confirm',
    undoEmailChange: 'POST /api/v1/auth/email/change/undo',
  },
  accounts: {
    deleteAccount: 'DELETE /api/v1/auth/account',
  },
  audit: {
    listSecurityLog: 'GET /api/v1/auth/security-log',
    listAuditEvents: 'GET /api/v1/auth/admin/audit-events',
  },
  admin: {
    listUsers: 'GET /api/v1/auth/admin/users',
    getUser: 'GET /api/v1/auth/admin/users/{id}',
    updateUser: 'PATCH /api/v1/auth/admin/users/{id}',
    deleteUser: 'DELETE /api/v1/auth/admin/users/{id}',
    listUserSessions: 'GET /api/v1/auth/admin/users/{id}/sessions',
    endUserSessions: 'DELETE /api/v1/auth/admin/users/{id}/sessions',
  },
  limits: {
    explainRateLimits: 'GET /api/v1/auth/admin/rate-limits/explain',
  },
  profiles: {
    getProfile: 'GET /api/v1/users/me',
    updateProfile: 'PATCH /api/v1/users/me',
  },
  mails: {
    listMails: 'GET /api/v1/notifications/admin/mails',
  },
  mailbox: {
    listMail: 'GET /api/v1/notifications/mailbox',
  },
};

// Lists that the document has as the enumeration of a parameter, and the portal as a value: the name of each, by
// its file.
export const choices = {
  'features/audit/api/actions.ts': {
    name: 'auditActions',
    operation: 'GET /api/v1/auth/admin/audit-events',
    parameter: 'action',
  },
};
