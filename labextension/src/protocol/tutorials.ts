// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol

export const TUTORIALS_ADDRESS = 'keras-lab/tutorials';
export const COPIES_FOLDER = 'keras_lab_notebooks';

/**
 * One notebook: its number in two digits, the name of its file, its title, and a line about it.
 */
export interface Tutorial {
  number: string;
  file: string;
  title: string;
  line: string;
}

/**
 * Tutorials that belong together.
 */
export interface Topic {
  name: string;
  tutorials: Tutorial[];
}

/**
 * The server's answer: the topics in the language asked for (`language=en|ko`; those in other
 * languages than English are in the `folder` of their name), or (asked with `file=`) a notebook;
 * else `error` is a sentence.
 */
export interface TutorialsAnswer {
  error: string | null;
  folder: string;
  topics: Topic[];
  notebook: unknown | null;
}
