// Log line eras: the format strings nova-compute prints its records with, E1 to E9.
// Source: nova/log.py, nova/openstack/common/log.py and oslo_log/_options.py, 2012.1 to master.
// The date format and the instance prefix never changed, so they are constants, not columns.

export type EraId = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6' | 'E7' | 'E8' | 'E9';

export interface Era {
  readonly id: EraId;
  /** Format of a record that has a request id. */
  readonly context: string;
  /** Format of a record that has none. */
  readonly default: string;
  /** Appended after one space when the level is DEBUG. */
  readonly debugSuffix: string;
  /** Prefix of each traceback line. */
  readonly exceptionPrefix: string;
  /** Words between the request id and the closing bracket. */
  readonly identityFields: number;
  readonly milliseconds: boolean;
  /** Whether `: <exception type>: <text>` is glued to WARNING and above inside an except block. */
  readonly errorSummary: boolean;
}

export interface EraPoint {
  readonly since: string;
  readonly until: string;
  readonly era: EraId;
}

export const dateFormat = '%Y-%m-%d %H:%M:%S';
export const instanceFormat = '[instance: %(uuid)s] ';

const seconds = '%(asctime)s';
const millis = '%(asctime)s.%(msecs)03d';
const pidDefault = `${millis} %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s`;
const place = '%(funcName)s %(pathname)s:%(lineno)d';
const identity = '[%(request_id)s %(user_identity)s] %(instance)s%(message)s';

const table: Readonly<Record<EraId, Omit<Era, 'id'>>> = {
  E1: {
    context: `${seconds} %(levelname)s %(name)s [%(request_id)s %(user_id)s %(project_id)s] %(instance)s%(message)s`,
    default: `${seconds} %(levelname)s %(name)s [-] %(instance)s%(message)s`,
    debugSuffix: `from (pid=%(process)d) ${place}`,
    exceptionPrefix: `${seconds} TRACE %(name)s %(instance)s`,
    identityFields: 2,
    milliseconds: false,
    errorSummary: false,
  },
  // No pid when there is a request id, pid when there is none.
  E2: {
    context: `${seconds} %(levelname)s %(name)s [%(request_id)s %(user_id)s %(project_id)s] %(instance)s%(message)s`,
    default: `${seconds} %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s`,
    debugSuffix: place,
    exceptionPrefix: `${seconds} %(process)d TRACE %(name)s %(instance)s`,
    identityFields: 2,
    milliseconds: false,
    errorSummary: false,
  },
  E3: {
    context: `${millis} %(levelname)s %(name)s [%(request_id)s %(user)s %(tenant)s] %(instance)s%(message)s`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d TRACE %(name)s %(instance)s`,
    identityFields: 2,
    milliseconds: true,
    errorSummary: false,
  },
  E4: {
    context: `${millis} %(process)d %(levelname)s %(name)s [%(request_id)s %(user)s %(tenant)s] %(instance)s%(message)s`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d TRACE %(name)s %(instance)s`,
    identityFields: 2,
    milliseconds: true,
    errorSummary: false,
  },
  // Juno's request context has no user_identity: the one field renders as `None`.
  E5: {
    context: `${millis} %(process)d %(levelname)s %(name)s ${identity}`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d TRACE %(name)s %(instance)s`,
    identityFields: 1,
    milliseconds: true,
    errorSummary: false,
  },
  // user_identity is `user tenant domain user_domain project_domain` from here on.
  E6: {
    context: `${millis} %(process)d %(levelname)s %(name)s ${identity}`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d TRACE %(name)s %(instance)s`,
    identityFields: 5,
    milliseconds: true,
    errorSummary: false,
  },
  E7: {
    context: `${millis} %(process)d %(levelname)s %(name)s ${identity}`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d ERROR %(name)s %(instance)s`,
    identityFields: 5,
    milliseconds: true,
    errorSummary: false,
  },
  E8: {
    context: `${millis} %(process)d %(levelname)s %(name)s ${identity}`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d ERROR %(name)s %(instance)s`,
    identityFields: 5,
    milliseconds: true,
    errorSummary: true,
  },
  // The bracket starts with the global request id; the id to correlate on is the second field.
  E9: {
    context: `${millis} %(process)d %(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s`,
    default: pidDefault,
    debugSuffix: place,
    exceptionPrefix: `${millis} %(process)d ERROR %(name)s %(instance)s`,
    identityFields: 6,
    milliseconds: true,
    errorSummary: true,
  },
};

/** The nine eras, oldest first. */
export const eras: readonly Era[] = (
  ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9'] as const
).map((id) => ({ id, ...table[id] }));

/** Points whose era differs from the era of their release's first tag (nova commit ab7e37eb76). */
export const eraPoints: readonly EraPoint[] = [{ since: '2012.2.1', until: '2012.2', era: 'E2' }];

/** An era by its id. */
export function eraById(id: EraId): Era {
  return { id, ...table[id] };
}
