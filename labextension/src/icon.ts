import { LabIcon } from '@jupyterlab/ui-components';

/** A falling loss. */
export const labIcon = new LabIcon({
  name: 'keras-lab:lab',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">
    <path d="M4 3v17h17"/>
    <path d="M7 5c1.5 8 4 10.500 13 11"/>
    <path d="M12 6v5.500M12 9l4-3M13 8.300l3.200 3.200" stroke-width="1.600"/>
  </g>
</svg>`
});
