import { LabIcon } from '@jupyterlab/ui-components';

/** A falling loss; filled shapes, because themes fill the icons. */
export const labIcon = new LabIcon({
  name: 'keras-lab:lab',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M3 3h2v16h16v2H3z"/>
    <path d="M7 4h2.2c.8 6.5 3.6 9.3 11.8 9.7v2.2C11.5 15.5 7.8 11.5 7 4z"/>
    <circle cx="15.5" cy="7" r="2.5"/>
  </g>
</svg>`
});

/** A file with layers in it. */
export const modelFileIcon = new LabIcon({
  name: 'keras-lab:model-file',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon-brand0 jp-icon-selectable" fill="#0D47A1" d="M4 3h16v4H4zM4 10h16v4H4zM7 17h10v4H7z"/>
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M11 7h2v3h-2zM11 14h2v3h-2z"/>
</svg>`
});
