// What is known about the releases of Nova, as data: everything public of this folder.

export {
  type Announcement,
  announcementOf,
  type InjectDataLine,
  injectDataLineOf,
} from './announcements.ts';
export {
  type CommandLogging,
  commandLogging,
  commandsVisible,
  howToSeeCommands,
  type ResultPrinted,
} from './commands.ts';
export {
  type InstanceDirectory,
  instanceDirectory,
  type MountPrefix,
  mountPrefixes,
  releasesOfMountDirectory,
} from './directories.ts';
export {
  dateFormat,
  type Era,
  type EraId,
  type EraPoint,
  eraById,
  eraPoints,
  eras,
  instanceFormat,
} from './eras.ts';
export { type CallSite, callSites, versionsAt } from './fingerprints.ts';
export { type Closing, type Gate, gatesOf, isClosed } from './gates.ts';
export {
  aliasesOf,
  aliasTarget,
  decidesInjection,
  hasOption,
  isKnownOption,
  type Option,
  type OptionName,
  type OptionType,
  optionDefault,
  optionIn,
  optionOf,
  options,
  optionsOf,
  optionText,
  optionType,
} from './options.ts';
export {
  compareVersions,
  eraOf,
  inRange,
  isExactPoint,
  mayBeInRange,
  type Release,
  releaseNamed,
  releaseOf,
  releases,
  seriesBetween,
} from './releases.ts';
export { losesRequestIds } from './request-ids.ts';
export { avoidResizeCheck, stillOpensImages } from './resize-check.ts';
export {
  handlersIn,
  type InjectionRuleId,
  localHandlerWorks,
  otherSelectionRules,
  type SelectionRule,
  type SelectionRuleId,
  selectionRule,
  selectionRules,
} from './selection.ts';
export { type Shown, settingToSee } from './settings.ts';
export {
  type OptionSetting,
  type SwitchItem,
  type SwitchOff,
  switchOff,
} from './switch-off.ts';
export { booleanOf, isSameValue, listOf } from './values.ts';
