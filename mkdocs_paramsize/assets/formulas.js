// Generated from the Python sources by `python -m mkdocs_paramsize.live.generate`.
// Do not edit: change those, and generate it again.
const {min,max,floor,ceil,abs}=Math;
const FORMULAS=[
(a,b)=>6*a*b, // training_flops
(a,b)=>a*b, // pooled, whole_positions, adapters, cost, emissions
(a,b)=>a-b, // spare
(a,b)=>a/b, // share, over_training, epochs
(a,b)=>a/b/24, // days
(a,b)=>ceil(a*b/8), // nominal_weights
(a,b)=>ceil(a/b), // gpus_needed, sharded
(a,b,c)=>(a+b)/c, // reading_time
(a,b,c)=>2*a*b/c, // arithmetic_time
(a,b,c)=>8*a*b*c, // logits
(a,b,c)=>a*b*c/1e3, // energy
(a,b,c)=>a/(b*c*3600), // gpu_hours
(a,b,c)=>a/b*c, // stored, chosen
(a,b,c)=>a>=b?c:1, // shards
(a,b,c)=>ceil(a*b/c), // states
(a,b,c)=>min(a*b,max(a,c)), // pass_positions
(a,b,c,d)=>a*d/max(b,c), // decode_speed
(a,b,c,d,e,f)=>6*(a+b*e+c*min(e,d))*f, // matmul_flops
(a,b,c,d,e,f)=>a-(2*b+c*e/8)*d-4*d*f, // growth_room
(a,b,c,d,e,f)=>floor(max(0,min(a/(b+4*e+d),max(a/(b+4*e+c*d),b+4*e>0?(a-f*d)/(b+4*e):a>=f*d?1e15:0)))), // most_sequences
(a,b,c,d,e,f,g)=>((a*e+b*min(e,c))*g/8+2*d)*f, // kv_cache
(a,b,c,d,e,f,g)=>f*g/(2*b+c*a+d*min(a,e)*(2-min(a,e)/a)), // prefill_speed
(a,b,c,d,e,f,g,h)=>floor(max(0,(b+c)*f/8+g>0?a/(e*((b+c)*f/8+g)):0,b*f/8+g>0?(a-c*d*e*f/8)/(e*(b*f/8+g)):0,b+c>0?(a-max(e,h)*g)/(e*(b+c)*f/8):0,b>0?(a-max(e,h)*g-c*d*e*f/8)/(e*b*f/8):a>=max(e,h)*g+c*d*e*f/8?1e15:0)), // longest_context
(a,b)=>2*(2*a+2*b), // position_bytes
(a,b)=>a*b, // widened_activations, rule_tokens, text_words, text_bytes
(a,b,c,d)=>a*b+4*c*d, // serving_activations
(a,b,c,d)=>a-a*(1-c/b)**d, // reached
(a,b,c,d,e)=>(e*c/(d*b))**(1/e)*a**(d/e), // fitted_tokens
(a,b,c,d,e)=>2*a*b*c*d+e, // recomputed_activations
(a,b,c,d,e)=>c*(a/b)**(e/d), // scaled_tokens
(a,b,c,d,e,f,g,h)=>a*b*(8*c*d+2*e+g*f+2*h*a), // training_activations
];
const CERTAIN=23,nominalWeights=FORMULAS[5];
const TABLES={};
const TWO_PLACES_BELOW=10,PERCENT_FROM=0.0005,TOKENS_FROM=999999.5,SCIENTIFIC_BELOW=1e-06,LEAST=0.9,GAP=0.25,TYPICAL=[3e7,2e13],TOP_K=2,RULE=20;
const decoder=({layers,width,heads,kv_heads,head_dim,intermediate,vocab,tables,experts,top_k})=>{
const tied=tables<2,
embedding=vocab*width,
attention=2*head_dim*heads*layers*width+2*head_dim*kv_heads*layers*width,
mlp=experts?0:3*intermediate*layers*width,
router=experts?experts*layers*width:0,
routed=experts?3*experts*intermediate*layers*width:0,
norm=2*layers*width+width,
lm_head=tied?0:vocab*width,
chosen=experts?3*intermediate*layers*top_k*width:0,
sides=2*head_dim*heads+2*head_dim*kv_heads,
units=(experts?top_k:1)*intermediate,
non_embedding=attention+mlp+router+routed+norm,
total=embedding+non_embedding+lm_head,
active=total-routed+chosen,
past_lookup=active-(tied?0:embedding);
return {...TABLES.typical,total,active,counted_total:total,active_without_embedding:past_lookup,non_embedding,with_buffers:total,tokens:FORMULAS[24](active,RULE),full:layers*2*head_dim*kv_heads,matmul:past_lookup-norm,scores:layers*2*head_dim*heads,prompt_scores:layers*2*head_dim*heads,experts_total:experts||1,top_k:experts&&top_k,width,intermediate:units,vocab,layers,projected:layers*sides,feed_forward:layers*units,score_heads:layers*heads,layer_projected:sides,layer_feed_forward:units,streamed:total-routed-(tied?0:embedding),ends_attention:layers*(sides+4*width),ends_all:layers*(sides+4*width+(experts?0:3*(intermediate+width))),embedding,attention,mlp,router,experts:routed,norm,lm_head};
};
const typical=(parameters,experts=0)=>{
const width=parameters>=1e9?1024*floor(2*parameters**(1/3)/1024+0.5):64*floor(1.5*parameters**(1/3)/64+0.5),
vocab=parameters>=1e9?128256:49152,
tables=parameters>=5e9?2:1,
head_dim=parameters>=1e9?128:64,
kv_heads=parameters>=1e9?8:width/64,
kv_width=kv_heads*head_dim,
layers=max(1,floor((parameters-tables*vocab*width-width)/(2*width*width+2*width*kv_width+10.5*width*width+2*width)+0.5)),
intermediate=64*max(1,floor((parameters-tables*vocab*width-width-layers*(2*width*width+2*width*kv_width+2*width))/(192*layers*width)+0.5));
return decoder({layers,width,heads:width/head_dim,kv_heads,head_dim,intermediate,vocab,tables,experts,top_k:min(TOP_K,experts)});
};
const drawn=given=>{
const {heads,kv_heads,experts,top_k}=given,made=decoder(given);
return heads%kv_heads||experts&&top_k>experts||made.total>1e15?{}:made;
};
