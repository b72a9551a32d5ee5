/* made of d45ab76cfbff9808; licences: ../../shared/vendor */
import{F as a}from"./core.js";export{a as start};
