// A mail server for the tests: smtp-server, made to misbehave as its first argument (JSON) and the lines
// of its standard input say. Each line of its standard output is one event.
//
// Misbehaviour is either asked for by a recipient's address, `rcpt.550.x@example.com` or
// `dot.451.x@example.com`, always, or comes from a script: each new connection takes the next entry,
// `hang`, `cut` or a reply code with the step at which it happens, once.
import net from 'node:net';
import readline from 'node:readline';
import { SMTPServer } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';

const options = JSON.parse(process.argv[2]);
const script = [];
const plans = new Map(); // remote port -> { what, at }

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

class Reply extends Error {
  constructor(code) {
    super('as the test wants it');
    this.responseCode = Number(code);
  }
}

function connectionOf(session) {
  return [...smtp.connections].find((connection) => connection.id === session.id);
}

/** Does what is planned for this step, instead of `go`, or goes on. */
function step(at, session, go, answer) {
  const plan = plans.get(session.remotePort);
  if (plan?.at !== at) return go();
  plans.delete(session.remotePort);
  tell({ event: 'done', plan: `${plan.what} ${plan.at}` });
  if (plan.what === 'hang') return undefined;
  if (plan.what === 'cut') return connectionOf(session)._socket.destroy();
  return answer(new Reply(plan.what));
}

function askedFor(at, address) {
  const [step, code] = address.split('.');
  return step === at && /^[45]\d\d$/.test(code) ? new Reply(code) : null;
}

const smtp = new SMTPServer({
  ...options,
  authOptional: !options.auth,
  allowInsecureAuth: true,
  logger: false,
  closeTimeout: 100,
  onConnect: (session, done) => step('connect', session, done, done),
  onAuth(auth, session, done) {
    const right = auth.username === options.auth?.user && auth.password === options.auth?.password;
    step('auth', session, () => done(right ? null : new Reply(535), { user: auth.username }), done);
  },
  onMailFrom: (_address, session, done) => step('mail', session, done, done),
  onRcptTo(address, session, done) {
    step('rcpt', session, () => done(askedFor('rcpt', address.address)), done);
  },
  onData(stream, session, done) {
    const to = session.envelope.rcptTo.map((recipient) => recipient.address);
    const plan = plans.get(session.remotePort);
    if (plan?.at === 'data') {
      // 354 was said; nothing of the content is read.
      stream.pause();
      return step('data', session, done, done);
    }
    const chunks = [];
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      if (plan?.at === 'content') step('content', session, done, done);
    });
    stream.on('end', () => {
      // A short mail comes in one piece, its end with it; a server that was cut off never saw that.
      if (plan?.at === 'content') return undefined;
      const refusal = askedFor('dot', to[0]);
      if (refusal) return done(refusal);
      const keep = () =>
        tell({
          event: 'mail',
          to,
          from: session.envelope.mailFrom.address,
          user: session.user ?? null,
          tls: session.secure,
          raw: Buffer.concat(chunks).toString('utf8'),
        });
      // Cut or hung after the final dot: the mail is here, only the sender does not learn it.
      if (plan?.at === 'dot' && !/^\d/.test(plan.what)) keep();
      return step('dot', session, () => { keep(); done(); }, done);
    });
    return undefined;
  },
});

const quit = SMTPConnection.prototype.handler_QUIT;
SMTPConnection.prototype.handler_QUIT = function handleQuit(command, done) {
  tell({ event: 'quit' });
  return options.hangAtQuit ? undefined : quit.call(this, command, done);
};

/** Steps before smtp-server has a say: speaks the first lines itself and falls silent or goes. */
function talk(socket, plan) {
  const end = () => {
    tell({ event: 'done', plan: `${plan.what} ${plan.at}` });
    if (plan.what === 'cut') socket.destroy();
  };
  const lines = { ehlo: ['220 test ESMTP'], starttls: ['220 test ESMTP', '250-test\r\n250 STARTTLS'] };
  lines.handshake = [...lines.starttls, '220 go on'];
  const own = lines[plan.at] ?? [];
  let said = 0;
  const next = () => (said < own.length ? socket.write(`${own[said++]}\r\n`) : end());
  socket.on('error', () => {});
  socket.on('data', next);
  next();
}

const early = new Set(['greeting', 'ehlo', 'starttls', 'handshake']);

const front = net.createServer((socket) => {
  const entry = script.shift();
  const [what, at] = entry?.split(' ') ?? [];
  tell({ event: 'connection', plan: entry ?? null });
  if (early.has(at)) talk(socket, { what, at });
  else {
    if (entry) plans.set(socket.remotePort, { what, at });
    smtp.server.emit('connection', socket);
  }
});

smtp.on('error', (error) => tell({ event: 'error', text: error.message }));
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  script.push(...JSON.parse(line));
  tell({ event: 'script', entries: script.length });
});
process.stdin.on('end', () => process.exit(0));
front.listen(options.port ?? 0, '127.0.0.1', () => tell({ event: 'listening', port: front.address().port }));
