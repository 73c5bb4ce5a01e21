/** The names of our commands: for menus, shortcuts (schema/plugin.json) and other extensions. */
export const CommandIDs = {
  stop: 'keras-lab:stop',
  pause: 'keras-lab:pause',
  resume: 'keras-lab:resume',
  togglePause: 'keras-lab:toggle-pause',
  stepBatch: 'keras-lab:step-batch',
  stepEpoch: 'keras-lab:step-epoch',
  extend: 'keras-lab:extend',
  evaluate: 'keras-lab:evaluate',
  checkpoint: 'keras-lab:checkpoint',
  restoreBest: 'keras-lab:restore-best',
  learningRate: 'keras-lab:learning-rate',
  showRun: 'keras-lab:show-run',
  showPanel: 'keras-lab:show-panel',
  allRuns: 'keras-lab:all-runs',
  tutorials: 'keras-lab:tutorials',
  open: 'keras-lab:open',
  openHere: 'keras-lab:open-here',
  copyPng: 'keras-lab:copy-png',
  copySvg: 'keras-lab:copy-svg',
  copyRunId: 'keras-lab:copy-run-id',
  compareHere: 'keras-lab:compare-here'
} as const;
