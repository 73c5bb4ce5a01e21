/** Model files open in a viewer, which neither loads them into the page nor asks a kernel. */

import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import {
  ABCWidgetFactory,
  DocumentWidget,
  TextModelFactory,
  type DocumentRegistry,
  type IDocumentWidget
} from '@jupyterlab/docregistry';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Contents } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { modelFileIcon } from '../icon';
import { modelRendererFactory } from '../modelView';
import { FileQuestions } from './fileQuestions';
import { FileView } from './fileView';

const FILE_TYPE = 'keras-model';
const FACTORY = 'keras-lab-file-viewer';
const NOTHING = 'keras-lab-nothing';

/** A document of which JupyterLab fetches nothing: model files may have gigabytes. */
class NothingFactory extends TextModelFactory {
  override get name(): string {
    return NOTHING;
  }

  override get fileFormat(): Contents.FileFormat {
    return null;
  }
}

class ViewerFactory extends ABCWidgetFactory<IDocumentWidget<FileView>> {
  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<IDocumentWidget<FileView>>,
    private readonly _makeView: (path: string) => FileView
  ) {
    super(options);
  }

  protected createNewWidget(context: DocumentRegistry.Context): IDocumentWidget<FileView> {
    const content = this._makeView(context.path);
    content.title.icon = modelFileIcon;
    return new DocumentWidget({ content, context });
  }
}

/** Registers the file type and its viewer, whose tabs survive a reload. */
function activate(
  app: JupyterFrontEnd,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null
): void {
  const trans = (translator ?? nullTranslator).load('keras_lab');
  const { docRegistry, serviceManager } = app;
  docRegistry.addFileType({
    name: FILE_TYPE,
    displayName: trans.__('Keras model'),
    extensions: ['.keras', '.h5', '.hdf5', '.weights.h5'],
    mimeTypes: ['application/vnd.keras'],
    contentType: 'file',
    fileFormat: 'base64',
    icon: modelFileIcon
  });
  docRegistry.addModelFactory(new NothingFactory());
  const makeView = (path: string): FileView =>
    new FileView(
      new FileQuestions(serviceManager.contents, path),
      modelRenderer(translator),
      trans
    );
  const options = {
    name: FACTORY,
    label: trans.__('Keras model'),
    modelName: NOTHING,
    fileTypes: [FILE_TYPE],
    defaultFor: [FILE_TYPE],
    readOnly: true
  };
  const factory = new ViewerFactory(options, makeView);
  docRegistry.addWidgetFactory(factory);
  const tracker = new WidgetTracker<IDocumentWidget<FileView>>({ namespace: FACTORY });
  factory.widgetCreated.connect((_, widget) => {
    void tracker.add(widget);
  });
  void restorer?.restore(tracker, {
    command: 'docmanager:open',
    args: ({ context }) => ({ path: context.path, factory: FACTORY }),
    name: ({ context }) => context.path
  });
}

/** What draws a model where there is no kernel to ask. */
function modelRenderer(translator: ITranslator | null): () => IRenderMime.IRenderer {
  const factory = modelRendererFactory(null);
  const options: IRenderMime.IRendererOptions = {
    mimeType: factory.mimeTypes[0] ?? '',
    resolver: null,
    sanitizer: { sanitize: text => text },
    linkHandler: null,
    latexTypesetter: null,
    ...(translator ? { translator } : {})
  };
  return () => factory.createRenderer(options);
}

export const fileViewerPlugin: JupyterFrontEndPlugin<void> = {
  id: 'keras-lab:files',
  description: 'Opens model files in a viewer: summary, graph and weights, without a kernel.',
  autoStart: true,
  optional: [ITranslator, ILayoutRestorer],
  activate
};
