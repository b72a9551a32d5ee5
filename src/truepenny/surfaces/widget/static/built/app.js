/* made of eff1233e17981d77; licences: ../../shared/vendor */
import{F as a}from"./core.js";export{a as start};
