/* made of 0057c2653a732a8a; licences: ../../shared/vendor */
import{F as a}from"./core.js";export{a as start};
