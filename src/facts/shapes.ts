// What an event may hold, by its kind: a fact comes from a file that anybody may have written.

import type { CommandFacts } from '../handlers/handler.ts';
import { handlers } from '../handlers/index.ts';
import type { EventFacts, InjectItem } from '../model.ts';

export type Test = (value: unknown) => boolean;
export type Shape = Readonly<Record<string, Test>>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text: Test = (value) => typeof value === 'string';
export const flag: Test = (value) => typeof value === 'boolean';
export const whole: Test = (value) => Number.isInteger(value);
const number: Test = (value) => typeof value === 'number';
export const orNull =
  (fits: Test): Test =>
  (value) =>
    value === null || fits(value);
export const listOf =
  (fits: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(fits);
const oneOf =
  (...values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value);

/** Whether a value has all that a shape asks for. */
export const fits = (value: unknown, shape: Shape): boolean =>
  isObject(value) && Object.entries(shape).every(([name, test]) => test(value[name]));

const none: Shape = {};
const nullable = orNull(text);
const handler = oneOf(...Object.keys(handlers));
const vfs = oneOf('vfs-guestfs', 'vfs-localfs');
const ITEMS: Readonly<Record<InjectItem, true>> = {
  key: true,
  net: true,
  metadata: true,
  admin_password: true,
  files: true,
};
const item = oneOf(...Object.keys(ITEMS));

const STEPS: { readonly [Step in CommandFacts['step']]: Shape } = {
  attach: { device: nullable, image: text },
  'attach-and-mount': { image: text, partition: nullable, dir: text },
  map: { device: text },
  unmap: { device: text },
  flush: { device: text },
  detach: { device: text },
  probe: { device: text },
  mount: { device: text, dir: text },
  'mount-image': { image: text, dir: text },
  unmount: { device: nullable, dir: nullable },
  'wait-unmounted': { dir: text },
  write: { operation: text, paths: listOf(text), append: flag },
  'create-image': { image: text, format: text, backed: flag },
  other: none,
};

const command: Test = (value) =>
  isObject(value) && fits(value, shapeOf(STEPS, value['step']) ?? { step: () => false });
const commandError: Test = (value) =>
  fits(value, { command: text, exitCode: orNull(whole), stderr: nullable });

const EVENTS: { readonly [Kind in EventFacts['kind']]: Shape } = {
  announced: { item, imageId: text },
  'injection-begun': none,
  'injection-requested': { image: text, items: orNull(listOf(item)), partition: nullable },
  'image-opening': { image: text, dir: nullable, format: nullable, partition: nullable },
  'vfs-chosen': { vfs },
  'mount-class-chosen': { handler },
  'device-allocated': { handler, device: text, image: nullable },
  'device-skipped': { device: text, note: text },
  'device-step': {
    step: oneOf('map', 'mount', 'unmount', 'unmap', 'detach'),
    device: text,
    dir: nullable,
    note: text,
  },
  'release-hint': none,
  appliance: {
    step: oneOf('start', 'mount', 'stop'),
    image: nullable,
    partition: nullable,
    note: text,
  },
  'item-started': { item: orNull(item), fs: text, vfs, path: nullable, append: flag },
  'file-operation': { vfs: orNull(vfs), note: text },
  command: { command: text, handler: orNull(handler), facts: command },
  'command-ended': { exitCode: whole, command: nullable, seconds: orNull(number) },
  'command-failed': { error: commandError },
  'command-retried': { command: text },
  'allocation-retried': { note: text, givenUp: flag },
  'attempt-failed': { handler: orNull(handler), device: nullable, error: text },
  'injection-failed': {
    image: nullable,
    imageId: nullable,
    item: orNull(item),
    fatal: flag,
    error: text,
  },
  'warning-unread': { imageIds: orNull(listOf(text)) },
  'teardown-failed': { dir: text, error: text },
  'container-failed': { image: nullable, dir: nullable, error: text },
  'resize-check': { image: nullable, stage: oneOf('begun', 'failed'), error: nullable },
  boot: {
    stage: text,
    dir: nullable,
    migrating: flag,
    error: nullable,
    throughInjection: orNull(oneOf('inject_data', 'inject_files')),
  },
  identity: { uuid: text, name: text, version: nullable },
  'service-started': { version: text },
  option: { group: text, name: text, value: nullable },
  'messages-dropped': { messages: orNull(whole), writer: text, isCompute: oneOf(true, null) },
};

/** What a line says. */
export const event: Test = (value) => {
  if (!isObject(value)) return false;
  const { kind, prints } = value;
  const shape = shapeOf(EVENTS, kind);
  return shape !== null && fits(value, shape) && (prints === undefined || listOf(item)(prints));
};

const shapeOf = (shapes: Readonly<Record<string, Shape>>, name: unknown): Shape | null =>
  typeof name === 'string' && Object.hasOwn(shapes, name) ? (shapes[name] ?? null) : null;
