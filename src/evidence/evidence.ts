// What a file of evidence says: requests to the metadata service, and what a guest tells of itself. Types
// only; one file next to this reads each kind.

import type { KeyPrint } from '../key-print.ts';
import type { Evidence, EvidenceKind, Line } from '../model.ts';

/** What one request asked for. */
export type Asked =
  /** The key itself. */
  | 'key'
  /** A document that holds the key if there is one. */
  | 'document'
  | 'key-name'
  | 'other';

export interface MetadataRequest {
  readonly asked: Asked;
  readonly path: string;
  readonly status: number;
  /** Milliseconds of the log's own clock. */
  readonly at: number | null;
  /** The guest's address; null where a proxy's stands or may stand. */
  readonly ip: string | null;
  /** Where the line itself or the one that belongs to it names the instance. */
  readonly uuid: string | null;
  /** Network or router, where addresses of tenants may be the same. */
  readonly network: string | null;
  readonly evidence: Evidence;
}

/** A line that names an address and its instance. */
export interface AddressOwner {
  readonly ip: string;
  readonly uuid: string;
  readonly at: number | null;
  readonly evidence: Evidence;
}

export type DatasourceKind = 'metadata-service' | 'config-drive' | 'other' | 'none';

export interface Datasource {
  readonly kind: DatasourceKind;
  readonly name: string;
  readonly evidence: Evidence;
}

/** Size of an authorized_keys file as cloud-init read or wrote it. */
export interface KeyFileSize {
  readonly bytes: number;
  readonly evidence: Evidence;
}

/** One row of the table of authorized keys on the console. */
export interface TableRow {
  readonly type: string;
  /** In the notation of `KeyPrint`. */
  readonly print: string;
  readonly evidence: Evidence;
}

export interface KeyTable {
  readonly user: string;
  readonly hash: 'md5' | 'sha256' | null;
  readonly rows: readonly TableRow[];
  readonly evidence: Evidence;
}

/** One entry of an authorized_keys file. */
export interface KeyEntry {
  readonly print: KeyPrint;
  /** Runs a command instead of a shell. */
  readonly forced: boolean;
  /** Below the comment that Nova writes above its key. */
  readonly isInjected: boolean;
  readonly evidence: Evidence;
}

/** What one file, or one instance id in it, tells of a guest. */
export interface GuestFacts {
  readonly source: number;
  readonly kind: EvidenceKind;
  readonly path: string;
  /** Uuid, or `i-0000076d` of the EC2 service; ids that a seed chose are none. */
  instanceId: { readonly id: string; readonly evidence: Evidence } | null;
  readonly hostnames: Set<string>;
  readonly ips: Set<string>;
  readonly macs: Set<string>;
  /** Lines that every log of one boot holds alike: the version, the stage, its date and the uptime. */
  readonly stages: Set<string>;
  /** When it booted first, by its own clock, in milliseconds. */
  booted: { readonly at: number; readonly evidence: Evidence } | null;
  version: { readonly text: string; readonly evidence: Evidence } | null;
  datasource: Datasource | null;
  refused: Evidence | null;
  keysFailed: Evidence | null;
  rootRead: KeyFileSize | null;
  rootWritten: KeyFileSize | null;
  userWritten: (KeyFileSize & { readonly user: string }) | null;
  readonly tables: KeyTable[];
  noKeys: Evidence | null;
  /** Network configuration taken from the datasource. */
  network: Evidence | null;
  /** Of a console: it begins with the boot, ends at a login prompt, and what it says in between. */
  firstLine: Evidence | null;
  login: Evidence | null;
  disabled: Evidence | null;
  panic: Evidence | null;
  cirros: { readonly found: boolean; readonly evidence: Evidence } | null;
  /** Any line of cloud-init. */
  cloudInit: Evidence | null;
  readonly entries: KeyEntry[];
}

export interface EvidenceFacts {
  readonly requests: readonly MetadataRequest[];
  readonly owners: readonly AddressOwner[];
  readonly guests: readonly GuestFacts[];
}

/** One kind of evidence. To add one: a file with its reader, and a line in `index.ts`. */
export interface EvidenceReader {
  readonly kind: EvidenceKind;
  /** In a sentence: `a console log`. */
  readonly name: string;
  /** A line that stands in this kind of file and in none other. */
  isOwn(line: string): boolean;
  /** Takes the lines one by one; `end` says what they told. */
  open(source: number, path: string): { take(line: Line): void; end(): EvidenceFacts };
}
