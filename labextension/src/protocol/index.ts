// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export * from './basics';
export * from './builder';
export * from './compare';
export * from './files';
export * from './layers';
export * from './looks';
export * from './messages';
export * from './models';
export * from './pads';
export * from './playground';
export * from './runs';
export * from './session';
export * from './tutorials';
