// A call of the logger as `journalctl -o json` prints it. In: a release whose service writes to the journal
// itself. Out: one line of JSON per call, its fields in the order journald happens to give them.

const PRIORITY = { DEBUG: '7', INFO: '6', AUDIT: '6', WARNING: '4' };

/** @param {import('./model.ts').Release} release @param {import('./chance.js').Chance} chance
 *  @returns {import('./model.ts').Release['text']} */
export function journalEntry(release, chance) {
  const boot = chance.hex(32);
  const machine = chance.hex(32);
  const seqnum = chance.hex(32);
  let entries = 0;
  return (call, ms, host) => {
    entries += 1;
    const micros = `${ms}${String(entries % 1000).padStart(3, '0')}`;
    return JSON.stringify({
      _PID: String(host.pid),
      SYSLOG_IDENTIFIER: 'nova-compute',
      CODE_FUNC: call.from.split(' ', 1)[0] ?? '',
      LOGGER_LEVEL: call.level,
      PROCESS_NAME: 'MainProcess',
      _HOSTNAME: host.name,
      _UID: '64060',
      _EXE: '/usr/bin/python3.12',
      _CMDLINE: 'python3 /usr/bin/nova-compute --config-file=/etc/nova/nova.conf',
      ...(call.context === null ? {} : { REQUEST_ID: call.context.request }),
      LOGGER_NAME: call.logger,
      __REALTIME_TIMESTAMP: micros,
      _BOOT_ID: boot,
      _TRANSPORT: 'journal',
      __MONOTONIC_TIMESTAMP: String(ms - release.begin),
      __CURSOR: `s=${seqnum};i=${entries.toString(16)};b=${boot};m=${ms.toString(16)}`,
      MESSAGE: release.text(call, ms, host),
      _SOURCE_REALTIME_TIMESTAMP: micros,
      _SYSTEMD_UNIT: 'openstack-nova-compute.service',
      PRIORITY: PRIORITY[call.level],
      _MACHINE_ID: machine,
      THREAD_NAME: 'MainThread',
    });
  };
}
