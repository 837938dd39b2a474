export { migrate, migrations } from './migrations.js';
