// Generated from the Python sources by `python -m mkdocs_paramsize.live.generate`.
// Do not edit: change those, and generate it again.
const {min,max,floor,ceil,abs}=Math;
const FORMULAS={
share:(a,b)=>a/b,
nominal_weights:(a,b)=>a*b/8,
stored:(a,b,c)=>a/b*c,
kv_cache:(a,b,c,d,e,f,g)=>(a*e+b*min(e,c)+d)*f*g/8,
pooled:(a,b)=>a*b,
spare:(a,b)=>a-b,
growth_room:(a,b,c,d,e)=>a-b*c*d/8-4*c*e,
longest_context:(a,b,c,d,e,f,g,h)=>max(0,(b+c)*f/8+g>0?floor(a/(e*((b+c)*f/8+g))):0,b*f/8+g>0?floor((a-c*d*e*f/8)/(e*(b*f/8+g))):0,b+c>0?floor((a-max(e,h)*g)/(e*(b+c)*f/8)):0,b>0?floor((a-max(e,h)*g-c*d*e*f/8)/(e*b*f/8)):(a>=max(e,h)*g+c*d*e*f/8?1e15:0)),
most_sequences:(a,b,c,d,e,f)=>max(0,min(floor(a/(b+4*e+d)),max(floor(a/(b+4*e+c*d)),floor((a-f*d)/(b+4*e))))),
gpus_needed:(a,b)=>ceil(a/b),
pass_positions:(a,b,c)=>min(a*b,max(a,c)),
position_bytes:(a,b)=>2*(2*a+2*b),
serving_activations:(a,b,c,d)=>a*b+4*c*d,
shards:(a,b,c)=>a>=b?c:1,
states:(a,b,c)=>a*b/c,
sharded:(a,b)=>a/b,
adapters:(a,b)=>a*b,
training_activations:(a,b,c,d,e,f,g,h)=>a*b*(8*c*d+2*e+g*f+2*h*a),
recomputed_activations:(a,b,c,d,e)=>2*a*b*c*d+e,
korthikanti_activations:(a,b,c,d)=>a*b*c*(34+5*d*a/c),
logits:(a,b,c)=>8*a*b*c,
training_flops:(a,b)=>6*a*b,
matmul_flops:(a,b,c,d,e,f)=>6*(a+b*e+c*min(e,d))*f,
gpu_hours:(a,b,c)=>a/(b*c*3600),
days:(a,b)=>a/b/24,
cost:(a,b)=>a*b,
energy:(a,b,c)=>a*b*c/1e3,
emissions:(a,b)=>a*b,
rule_tokens:(a,b)=>a*b,
fitted_tokens:(a,b,c,d,e)=>(e*c/(d*b))**(1/e)*a**(d/e),
scaled_tokens:(a,b,c,d,e)=>c*(a/b)**(e/d),
over_training:(a,b)=>a/b,
text_words:(a,b)=>a*b,
text_bytes:(a,b)=>a*b,
epochs:(a,b)=>a/b,
touched:(a,b,c,d,e)=>a+b*(1-(1-d/c)**e),
decode_speed:(a,b,c,d,e,f,g)=>a*g/max((b+c)/d,2*e*a/f),
reading_time:(a,b,c)=>(a+b)/c,
arithmetic_time:(a,b,c)=>2*a*b/c,
prefill_speed:(a,b,c,d,e)=>d*e/(2*b+c*a),
typical_width:(a)=>a>=1e9?1024*floor(2*a**(1/3)/1024+0.5):64*floor(1.5*a**(1/3)/64+0.5),
typical_vocab:(a)=>a>=1e9?128256:49152,
typical_tables:(a)=>a>=5e9?2:1,
typical_head_dim:(a)=>a>=1e9?128:64,
typical_kv_heads:(a,b)=>a>=1e9?8:b/64,
typical_layers:(a,b,c,d,e)=>max(1,floor((a-d*c*b-b)/(2*b*b+2*b*e+10.5*b*b+2*b)+0.5)),
typical_intermediate:(a,b,c,d,e,f)=>64*max(1,floor((a-d*c*b-b-f*(2*b*b+2*b*e+2*b))/(192*f*b)+0.5))
};
const ESTIMATES="position_bytes serving_activations training_activations recomputed_activations rule_tokens fitted_tokens scaled_tokens text_words text_bytes typical_width typical_vocab typical_tables typical_head_dim typical_kv_heads typical_layers typical_intermediate".split(' ');
const rows=(base,end,...names)=>names.map((name,i)=>[base**i,name,end]);
const UNITS={en:[...rows(1e3,999.5,"","K","M","B","T")],zh:[...rows(1e4,9999.5,""," 万"," 亿"),[1e12," 万亿",999.5]],number:[...rows(1,999999999999999.5,"")],binary:[...rows(1024,1023.95," B"," KiB"," MiB"," GiB"," TiB"," PiB")],decimal:[...rows(1e3,999.95," B"," kB"," MB"," GB"," TB"," PB")]};
const INPUTS={context:["tokens"],batch:["count",1,1e7],gpus:["count",1,1e7],tokens:["tokens"],mfu:["share"],price:["amount",0,1e4],pue:["amount",1,3],carbon:["amount",0,3],sequence:["tokens"]};
const TWO_PLACES_BELOW=10,PERCENT_FROM=0.0005,TOKENS_FROM=999999.5,SCIENTIFIC_BELOW=1e-06,LEAST=0.75,GAP=0.25,COUNTED="element flop flop/s gpu-hour kg kwh parameter token usd word".split(' '),TYPICAL=[3e7,2e13],TOP_K=2,RULE=20;
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
total=embedding+attention+mlp+router+routed+norm+lm_head,
active=embedding+attention+mlp+router+chosen+norm+lm_head,
past_lookup=active-(tied?0:embedding),
non_embedding=attention+mlp+router+routed+norm;
return {total,active,counted_total:total,active_without_embedding:past_lookup,non_embedding,with_buffers:total,tokens:FORMULAS.rule_tokens(active,RULE),full:layers*2*head_dim*kv_heads,windowed:0,window:0,state:0,matmul:past_lookup-norm,scores:layers*2*head_dim*heads,windowed_scores:0,experts_total:experts||1,top_k:experts?top_k:1,width,intermediate:(experts?top_k:1)*intermediate,vocab,layers,projected:layers*(2*head_dim*heads+2*head_dim*kv_heads),feed_forward:layers*(experts?top_k:1)*intermediate,kept:8,score_heads:layers*heads,layer_layers:1,layer_projected:2*head_dim*heads+2*head_dim*kv_heads,layer_feed_forward:(experts?top_k:1)*intermediate,layer_kept:8,streamed:total-routed-(tied?0:embedding),embedding,attention,mlp,router,experts:routed,norm,lm_head,position_embedding:0,mixer:0,shared_experts:0,other:0};
};
const typical=(parameters,experts=0)=>{
const width=FORMULAS.typical_width(parameters),
vocab=FORMULAS.typical_vocab(parameters),
tables=FORMULAS.typical_tables(parameters),
head_dim=FORMULAS.typical_head_dim(parameters),
kv_heads=FORMULAS.typical_kv_heads(parameters,width),
layers=FORMULAS.typical_layers(parameters,width,vocab,tables,kv_heads*head_dim),
intermediate=FORMULAS.typical_intermediate(parameters,width,vocab,tables,kv_heads*head_dim,layers);
return decoder({layers,width,heads:width/head_dim,kv_heads,head_dim,intermediate,vocab,tables,experts,top_k:Math.min(TOP_K,experts)});
};
