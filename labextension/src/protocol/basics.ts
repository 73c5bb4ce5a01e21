// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export const VERSION = 1;
export const COMM_TARGET = 'keras_lab';
